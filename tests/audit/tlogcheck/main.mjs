// Checks a tiled log directory with Node's own cryptography and nothing of ours, by c2sp.org/tlog-tiles, tlog-checkpoint and signed-note:
// node main.mjs LOG KEY prints the size of the tree; it ends with 1 and says why when anything is not what the specifications ask for.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const WIDTH = 256;
const sha = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const leaf = (entry) => sha(Buffer.from([0]), entry);
const node = (left, right) => sha(Buffer.from([1]), left, right);
const fail = (why) => { console.error(why); process.exit(1); };

function place(level, number, width) {
  let name = String(number % 1000).padStart(3, "0");
  for (number = Math.floor(number / 1000); number > 0; number = Math.floor(number / 1000)) {
    name = `x${String(number % 1000).padStart(3, "0")}/${name}`;
  }
  return `tile/${level}/${name}${width < WIDTH ? `.p/${width}` : ""}`;
}

function opened(note, line) {
  const [name, id, encoded] = [line.slice(0, line.indexOf("+")), ...line.slice(line.indexOf("+") + 1).split(/\+(.*)/s)];
  const key = Buffer.from(encoded, "base64");
  const hash = sha(Buffer.from(`${name}\n`), key).subarray(0, 4);
  if (key[0] !== 1 || hash.toString("hex") !== id) fail("not an Ed25519 key");
  const at = note.lastIndexOf("\n\n");
  const text = note.slice(0, at + 1);
  const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), key.subarray(1)]);
  const publicKey = createPublicKey({ key: der, format: "der", type: "spki" });
  const good = note.slice(at + 2).split("\n").some((signed) => {
    const [dash, by, base] = signed.split(" ");
    const signature = Buffer.from(base ?? "", "base64");
    return dash === "—" && by === name && signature.subarray(0, 4).equals(hash)
      && verify(null, Buffer.from(text), publicKey, signature.subarray(4));
  });
  if (!good) fail("the checkpoint is not signed");
  const [origin, size, root] = text.split("\n");
  if (origin !== name || String(Number(size)) !== size) fail("not a checkpoint");
  return { size: Number(size), root };
}

function tree(hashes) {
  if (hashes.length === 1) return hashes[0];
  let left = 1;
  while (left * 2 < hashes.length) left *= 2;
  return node(tree(hashes.slice(0, left)), tree(hashes.slice(left)));
}

const [log, keys] = process.argv.slice(2);
try {
  const { size, root } = opened(readFileSync(join(log, "checkpoint"), "utf8"), readFileSync(keys, "utf8").trim().split("\n").at(-1));
  let below = [];
  for (let number = 0; number * WIDTH < size; number++) {
    const width = Math.min(WIDTH, size - number * WIDTH);
    const bundle = readFileSync(join(log, place("entries", number, width)));
    let at = 0;
    for (let entry = 0; entry < width; entry++) {
      const end = at + 2 + bundle.readUInt16BE(at);
      if (end > bundle.length) fail("a bundle ends inside an entry");
      below.push(leaf(bundle.subarray(at + 2, end)));
      at = end;
    }
    if (at !== bundle.length) fail("a bundle has more than its entries");
  }
  const found = size ? tree(below) : sha();
  for (let level = 0; below.length; level++) {
    for (let number = 0; number * WIDTH < below.length; number++) {
      const hashes = below.slice(number * WIDTH, (number + 1) * WIDTH);
      if (!readFileSync(join(log, place(level, number, hashes.length))).equals(Buffer.concat(hashes))) fail(`tile ${level}/${number} differs`);
    }
    below = Array.from({ length: Math.floor(below.length / WIDTH) }, (_, at) => tree(below.slice(at * WIDTH, (at + 1) * WIDTH)));
  }
  if (found.toString("base64") !== root) fail("the root is another one");
  console.log(size);
} catch (error) {
  fail(String(error));
}
