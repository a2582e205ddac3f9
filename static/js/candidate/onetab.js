// One tab records. A second one says so and may take over; then the first lets go.

/**
 * @param {string} name
 * @param {{onHeld: () => void, onBusy: () => void, onLost: () => void}} told
 */
export function holdTab(name, told) {
  if (!navigator.locks) return told.onHeld(); // an old browser: better two tabs than no interview
  const held = () => {
    told.onHeld();
    return new Promise(() => {});
  };
  void navigator.locks
    .request(name, { ifAvailable: true }, (lock) => (lock ? held() : told.onBusy()))
    .catch(told.onLost);
}

/**
 * @param {string} name
 * @param {{onHeld: () => void, onLost: () => void}} told
 */
export function takeTab(name, told) {
  const held = () => {
    told.onHeld();
    return new Promise(() => {});
  };
  void navigator.locks.request(name, { steal: true }, held).catch(told.onLost);
}
