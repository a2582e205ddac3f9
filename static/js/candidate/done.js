// The interview is over: nothing of it stays in this browser.

import { openStore } from "./store.js";

const room = Number(document.querySelector("[data-room]")?.getAttribute("data-room"));
const store = await openStore();
await store.dropRoom(room);
for (const name of Object.keys(localStorage).filter((key) => key.startsWith("candid:"))) localStorage.removeItem(name);
