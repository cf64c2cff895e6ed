// The code that an app shows at a moment: RFC 6238 with SHA-1, six digits, thirty seconds.

import { createHmac } from "node:crypto";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function bytesOf(key) {
  let bits = "";
  for (const letter of key.replace(/[\s=]/g, "").toUpperCase()) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) throw new Error(`\`${letter}\` is no letter of a key`);
    bits += value.toString(2).padStart(5, "0");
  }
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

/** The code of a key in base 32, `ahead` periods from now. */
export function oneTimeCode(key, ahead = 0) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const hash = createHmac("sha1", bytesOf(key)).update(counter).digest();
  const offset = hash[hash.length - 1] & 0xf;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
