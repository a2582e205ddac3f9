// The interview is over: nothing of it stays in this browser, but corrections not yet saved while they still may be.

import { openStore } from "./store.js";

const room = Number(document.querySelector("[data-room]")?.getAttribute("data-room"));
const store = await openStore();
await store.dropRoom(room);
const reading = document.querySelector("[data-reading]") !== null;
for (const name of Object.keys(localStorage).filter((key) => key.startsWith("candid:"))) {
  if (!reading || !name.startsWith(`candid:words:${room}:`)) localStorage.removeItem(name);
}
