// The page before the start: who chose writing at the sound check reads what happens in writing.

import { prefersWriting } from "./writing.js";

const writes = prefersWriting();
for (const one of document.querySelectorAll("[data-by-choice]")) one.toggleAttribute("hidden", !writes);
for (const one of document.querySelectorAll("[data-aloud]")) one.toggleAttribute("hidden", writes);
