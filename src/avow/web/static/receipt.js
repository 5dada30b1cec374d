// Checks a receipt with the browser's own SHA-256 and Ed25519 (RFC 9162, C2SP signed notes).
// Reads #receipt or #receipt-file, fills #steps; its data-verifier is the key to trust.
"use strict";
(() => {
  const WHAT = ["the receipt can be read", "the checkpoint is signed", "the entry can be read", "the proof leads to the signed root"];
  const utf8 = (text) => new TextEncoder().encode(text);
  const bytes = (base64) => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  const base64 = (raw) => btoa(String.fromCharCode(...raw));
  const hex = (raw) => Array.from(raw, (one) => one.toString(16).padStart(2, "0")).join("");
  const must = (holds, why) => {
    if (!holds) throw new Error(why);
  };
  const hash = async (...parts) =>
    new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(parts.flatMap((part) => [...part]))));
  const node = (left, right) => hash([1], left, right);

  // (0) the receipt can be read
  const read = (text) => {
    const receipt = JSON.parse(text);
    const { leaf, checkpoint, verifier, proof, index } = receipt;
    const texts = [leaf, checkpoint, verifier].every((one) => typeof one === "string");
    must(texts && Array.isArray(proof) && Number.isSafeInteger(index) && index >= 0, "this is no receipt");
    return receipt;
  };

  // (1) the checkpoint is signed by the log
  const signed = async (note, verifier) => {
    const [, name, digest, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(verifier) || [];
    const key = bytes(encoded || "");
    const id = (await hash(utf8(name + "\n"), key)).slice(0, 4);
    must(key.length === 33 && key[0] === 1 && hex(id) === digest, "this is no verifier key");
    const end = note.indexOf("\n\n") + 1;
    const body = note.slice(0, end);
    const line = note.slice(end + 1).split("\n").find((one) => one.startsWith(`\u2014 ${name} `));
    const signature = bytes(line?.split(" ")[2] || "");
    const opened = await crypto.subtle.importKey("raw", key.slice(1), "Ed25519", false, ["verify"]);
    const holds = await crypto.subtle.verify("Ed25519", opened, signature.slice(4), utf8(body));
    must(holds && hex(signature.slice(0, 4)) === digest, "this log did not sign it");
    const [origin, count, root] = body.split("\n");
    const point = { origin, size: Number(count), root: bytes(root) };
    const whole = `${origin}\n${point.size}\n${base64(point.root)}\n` === body;
    must(whole && Number.isSafeInteger(point.size), "this is no checkpoint");
    return point;
  };

  // (3) RFC 9162, 2.1.3.2
  const leads = async (leaf, index, size, proof, root) => {
    must(index < size, "outside the log");
    let [at, last, digest] = [index, size - 1, await hash([0], utf8(leaf))];
    const up = () => ([at, last] = [Math.floor(at / 2), Math.floor(last / 2)]);
    for (const sibling of proof) {
      must(last, "the proof goes on");
      if (at % 2 || at === last) {
        digest = await node(sibling, digest);
        while (at % 2 === 0 && at) up();
      } else digest = await node(digest, sibling);
      up();
    }
    must(last === 0 && hex(digest) === hex(root), "the proof leads elsewhere");
  };

  const check = async (text, trusted, say) => {
    const receipt = read(text);
    const proof = receipt.proof.map(bytes);
    say(`entry ${receipt.index + 1}`);
    const point = await signed(receipt.checkpoint, trusted || receipt.verifier);
    say(`by ${point.origin}, ${point.size} entries, with ${trusted ? "the published key" : "the key in the receipt"}`);
    const entry = JSON.parse(receipt.leaf);
    must(typeof entry.act === "string" && Array.isArray(entry.clauses), "this is no entry");
    say(`${entry.act}, ${entry.outcome}, under ${entry.clauses.join(", ") || "no clause"}`);
    await leads(receipt.leaf, receipt.index, point.size, proof, point.root);
    say(`${proof.length} hashes`);
  };

  const [field, file, steps] = ["receipt", "receipt-file", "steps"].map((id) => document.getElementById(id));
  if (!field || !steps) return;
  let turn = 0;
  const run = async () => {
    const mine = ++turn;
    const lines = [];
    const add = (className, detail) => {
      const textContent = `${WHAT[lines.length]}: ${className.replace("-", " ")}${detail ? ` (${detail})` : ""}`;
      lines.push(Object.assign(document.createElement("li"), { className, textContent }));
    };
    const text = field.value.trim();
    if (text) {
      try {
        await check(text, steps.dataset.verifier, (detail) => add("true", detail));
      } catch (error) {
        const old = error.name === "NotSupportedError" && "no Ed25519 in this browser";
        add("false", old || (error.constructor === Error && error.message));
      }
      while (lines.length < WHAT.length) add("not-reached");
    }
    if (mine === turn) steps.replaceChildren(...lines);
  };
  field.addEventListener("input", run);
  file?.addEventListener("change", async () => {
    field.value = (await file.files[0]?.text()) || "";
    run();
  });
  run();
})();
