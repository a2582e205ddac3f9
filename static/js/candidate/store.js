// What this browser keeps until the server has it. A chunk is written here before any network is tried, and leaves
// only after the server has said that it is stored.

import { openDB } from "../../vendor/idb-8.0.4.js";

/**
 * @typedef {object} Chunk
 * @property {number} room the interview session's id, so that two candidates on one computer never mix
 * @property {number} turn
 * @property {string} take
 * @property {number} attempt which the server refuses once another one has begun
 * @property {number} seq counts from 0 within the take
 * @property {string} mime
 * @property {boolean} [pauses] whether the speaker paused after it
 * @property {string} sha256 hexadecimal
 * @property {ArrayBuffer} body
 */

/**
 * @typedef {object} Take one MediaRecorder's recording, as far as it has come
 * @property {number} room
 * @property {number} turn
 * @property {string} take a UUID
 * @property {number} attempt
 * @property {number} order counts from 0 within the turn on this device
 * @property {number} chunks
 * @property {number} milliseconds
 */

/** @typedef {Record<string, any>} Row */

const CHUNK_KEY = ["room", "turn", "take", "seq"];
const TAKE_KEY = ["room", "turn", "take"];

/** @param {string} name */
export async function openStore(name = "candid-recordings") {
  return new ChunkStore(await openShelf(name));
}

/**
 * IndexedDB, or null where the browser refuses it (some private windows).
 * @param {string} name
 */
async function openShelf(name) {
  try {
    return await openDB(name, 1, {
      upgrade(/** @type {any} */ db) {
        db.createObjectStore("chunks", { keyPath: CHUNK_KEY });
        db.createObjectStore("takes", { keyPath: TAKE_KEY });
      },
    });
  } catch {
    return null;
  }
}

/** Everything below `key`: an array sorts after every number and string. @param {(number | string)[]} key */
const under = (...key) => IDBKeyRange.bound(key, [...key, []]);

/** @param {Row} row @param {string[]} key */
const keyOf = (row, key) => key.map((name) => row[name]);

export class ChunkStore {
  /** @param {any} db */
  constructor(db) {
    this.db = db;
    /** What the disk refused (none there, or full) is kept in memory. @type {Map<string, {table: string, row: Row}>} */
    this.spare = new Map();
  }

  /** Whether what is kept would survive a reload. */
  get lasting() {
    return this.db !== null && this.spare.size === 0;
  }

  /**
   * A chunk and its take's new length, together.
   * @param {Chunk} chunk
   * @param {Take} take
   */
  async keep(chunk, take) {
    try {
      if (this.db === null) throw new DOMException("no disk", "NotFoundError");
      const writing = this.db.transaction(["chunks", "takes"], "readwrite");
      await Promise.all([
        writing.objectStore("chunks").put(chunk),
        writing.objectStore("takes").put(take),
        writing.done,
      ]);
    } catch {
      this.#spareRow("chunks", CHUNK_KEY, chunk);
      this.#spareRow("takes", TAKE_KEY, take);
    }
  }

  /**
   * The first `limit` chunks that wait to be sent, in order.
   * @param {number} room
   * @param {number} limit
   * @returns {Promise<Chunk[]>}
   */
  async pending(room, limit) {
    const kept = this.db === null ? [] : await this.db.getAll("chunks", under(room), limit);
    return [...kept, ...this.#spared("chunks", { room })].slice(0, limit);
  }

  /** @param {number} room @param {number} turn */
  async waiting(room, turn) {
    const kept = this.db === null ? 0 : await this.db.count("chunks", under(room, turn));
    return kept + this.#spared("chunks", { room, turn }).length;
  }

  /**
   * The numbers of a take's chunks that wait to be sent.
   * @param {number} room @param {number} turn @param {string} take
   * @returns {Promise<Set<number>>}
   */
  async numbers(room, turn, take) {
    const kept = this.db === null ? [] : await this.db.getAllKeys("chunks", under(room, turn, take));
    const spared = this.#spared("chunks", { room, turn, take }).map((row) => row.seq);
    return new Set([...kept.map((/** @type {any[]} */ key) => key[CHUNK_KEY.indexOf("seq")]), ...spared]);
  }

  /** @param {Chunk} chunk */
  async drop(chunk) {
    this.spare.delete(rowName("chunks", CHUNK_KEY, chunk));
    if (this.db !== null) await this.db.delete("chunks", keyOf(chunk, CHUNK_KEY));
  }

  /**
   * This device's takes of one turn, in the order they were recorded.
   * @param {number} room
   * @param {number} turn
   * @returns {Promise<Take[]>}
   */
  async takes(room, turn) {
    const kept = this.db === null ? [] : await this.db.getAll("takes", under(room, turn));
    const spared = this.#spared("takes", { room, turn });
    const newer = new Set(spared.map((row) => row.take));
    const rows = [...kept.filter((/** @type {Row} */ row) => !newer.has(row.take)), ...spared];
    return rows.sort((one, other) => one.order - other.order);
  }

  /** The turn is sealed: nothing of it is needed here any more. @param {number} room @param {number} turn */
  async dropTurn(room, turn) {
    this.#dropSpared({ room, turn });
    await this.#dropUnder(room, turn);
  }

  /** The interview is over. @param {number} room */
  async dropRoom(room) {
    this.#dropSpared({ room });
    await this.#dropUnder(room);
  }

  /** @param {number[]} key */
  async #dropUnder(...key) {
    if (this.db === null) return;
    const writing = this.db.transaction(["chunks", "takes"], "readwrite");
    await Promise.all([
      writing.objectStore("chunks").delete(under(...key)),
      writing.objectStore("takes").delete(under(...key)),
      writing.done,
    ]);
  }

  /** @param {string} table @param {string[]} key @param {Row} row */
  #spareRow(table, key, row) {
    this.spare.set(rowName(table, key, row), { table, row });
  }

  /** @param {string} table @param {Row} where @returns {any[]} */
  #spared(table, where) {
    const held = [...this.spare.values()].filter((one) => one.table === table);
    return held.map((one) => one.row).filter((row) => Object.keys(where).every((name) => row[name] === where[name]));
  }

  /** @param {Row} where */
  #dropSpared(where) {
    for (const [name, { row }] of this.spare) {
      if (Object.keys(where).every((field) => row[field] === where[field])) this.spare.delete(name);
    }
  }
}

/** @param {string} table @param {string[]} key @param {Row} row */
const rowName = (table, key, row) => `${table}/${keyOf(row, key).join("/")}`;
