// The server, as the room sees it: JSON over same-origin requests, each with a time limit.

/** @typedef {import("./store.js").Chunk} Chunk */
/** @typedef {import("./store.js").Take} Take */

/**
 * What became of one chunk.
 * stored: the server has it. refused: it never will. sealed: the answer is closed. again: try later.
 * gone, stale: not from this page, see ShutOut.
 * heardMs: up to where the server has recognised its take.
 * @typedef {{kind: "stored" | "refused" | "sealed" | "again" | ShutOut, afterMs: number, heardMs?: number}} Outcome
 */

/**
 * Why the server takes nothing from this page. gone: the browser's seat is another one, or none, and opening the
 * candidate's link gives it back. stale: the page is out of date, and a reload helps.
 * @typedef {"gone" | "stale"} ShutOut
 */

/**
 * @typedef {{status: number, body: Record<string, any>, afterMs: number}} Answer
 * status 0: the server was not reached
 */

const PATIENCE_MS = 20_000;

export class Api {
  /** @param {string} csrf */
  constructor(csrf) {
    this.csrf = csrf;
  }

  /** @param {Chunk} chunk @returns {Promise<Outcome>} */
  async putChunk(chunk) {
    const path = `/api/turns/${chunk.turn}/takes/${chunk.take}/chunks/${chunk.seq}`;
    const headers = {
      "Content-Type": chunk.mime,
      "X-Chunk-SHA256": chunk.sha256,
      "X-Attempt": String(chunk.attempt),
      "X-Paused": chunk.pauses ? "1" : "0",
    };
    return outcomeOf(await this.#ask("PUT", path, chunk.body, headers));
  }

  /**
   * What this browser understood of a take so far.
   * @param {number} turn @param {string} take @param {{attempt: number, revision: number, text: string}} said
   */
  understood(turn, take, said) {
    const headers = { "Content-Type": "application/json" };
    return this.#ask("PUT", `/api/turns/${turn}/takes/${take}/text`, JSON.stringify(said), headers);
  }

  /** @param {number} turn @param {string} text what is typed so far */
  draft(turn, text) {
    return this.#ask("PUT", `/api/turns/${turn}/draft`, JSON.stringify({ text }), { "Content-Type": "application/json" });
  }

  /** @param {number} turn */
  shown(turn) {
    return this.#post(`/api/turns/${turn}/shown`, {});
  }

  /** @param {number} turn */
  begin(turn) {
    return this.#post(`/api/turns/${turn}/begin`, {});
  }

  /** Whether the answer goes on in writing: the server gives it another time. @param {number} turn @param {boolean} writing */
  way(turn, writing) {
    return this.#post(`/api/turns/${turn}/way`, { writing });
  }

  /** @param {number} turn */
  again(turn) {
    return this.#post(`/api/turns/${turn}/again`, {});
  }

  /** @param {number} turn @param {string} text */
  written(turn, text) {
    return this.#post(`/api/turns/${turn}/written`, { text });
  }

  /**
   * @param {number} turn @param {Take[]} takes
   * @param {(take: string) => number[]} lost a take's chunks that the server misses and this browser no longer has
   */
  finish(turn, takes, lost) {
    const declared = takes.map(({ take, chunks, milliseconds }) => ({ take, chunks, milliseconds, missing: lost(take) }));
    return this.#post(`/api/turns/${turn}/finish`, { takes: declared });
  }

  /** A sign of life; the answer tells the phase and the clocks. @param {number} turn */
  alive(turn) {
    return this.#post("/api/alive", { turn });
  }

  /** @param {string} path @param {object} body */
  #post(path, body) {
    return this.#ask("POST", path, JSON.stringify(body), { "Content-Type": "application/json" });
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {BodyInit} body
   * @param {Record<string, string>} headers
   * @returns {Promise<Answer>}
   */
  async #ask(method, path, body, headers) {
    try {
      const response = await fetch(path, {
        method,
        body,
        headers: { ...headers, "X-CSRFToken": this.csrf, Accept: "application/json" },
        credentials: "same-origin",
        cache: "no-store",
        redirect: "error",
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      return { status: response.status, body: await bodyOf(response), afterMs: retryAfterMs(response) };
    } catch {
      return { status: 0, body: {}, afterMs: 0 };
    }
  }
}

/** A proxy's error page is no JSON, and its status says enough. @param {Response} response */
async function bodyOf(response) {
  try {
    return (await response.json()) ?? {};
  } catch {
    return {};
  }
}

/** @param {Response} response */
function retryAfterMs(response) {
  const seconds = Number(response.headers.get("Retry-After"));
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 60) * 1000 : 0;
}

/** @param {Answer} answer @returns {Outcome} */
export function outcomeOf(answer) {
  const { status, body, afterMs } = answer;
  if (status === 200 || status === 201) return { kind: "stored", afterMs, heardMs: Number(body.heard_ms) || 0 };
  if (status === 409 && (body.error === "sealed" || body.error === "over")) return { kind: "sealed", afterMs };
  const never = (status === 409 && body.error === "conflict") || body.error === "invalid" || body.error === "too_large";
  return { kind: never ? "refused" : (shutOut(answer) ?? "again"), afterMs };
}

/** Whether this page is shut out; nothing that is kept is lost by it. @param {Answer} answer @returns {ShutOut | null} */
export function shutOut({ status, body }) {
  if (status === 400 && body.error === "csrf") return "stale";
  return [403, 404, 410].includes(status) ? "gone" : null;
}

/** Whether trying the same again may help. @param {Answer} answer */
export const isAway = ({ status }) => status === 0 || status === 429 || status >= 500;

/**
 * Asks until the server was reached, at most every few seconds.
 * @param {() => Promise<Answer>} ask
 * @param {() => void} onAway told before each wait
 */
export async function untilReached(ask, onAway) {
  for (let failures = 1; ; failures += 1) {
    const answer = await ask();
    if (!isAway(answer)) return answer;
    onAway();
    const pause = Math.min(3_000, 300 * 2 ** failures) * (0.5 + Math.random() / 2);
    await new Promise((resolve) => setTimeout(resolve, Math.max(pause, answer.afterMs)));
  }
}
