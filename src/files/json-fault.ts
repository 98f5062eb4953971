/** Where a text is not JSON. */
export interface JsonFault {
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** What stands there. */
  readonly found: string;
  readonly hint: string;
}

/** Files that users write nest less than ten deep; each level of more costs the readers after this one a call. */
const MAX_DEPTH = 64;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[+-]?[\p{L}_$][\p{L}\p{N}_$]*/uy;
const ESCAPES = '"\\/bfnrtu';

type Expected = 'value' | 'value or end' | 'name' | 'name or end' | 'colon' | 'comma or end' | 'nothing';

/**
 * The first place where a text leaves JSON's grammar (RFC 8259), nests deeper than 64 or holds more values than a file
 * of its kind can need; null where it does not. One pass without recursion.
 */
export function jsonFault(text: string, maxValues: number): JsonFault | null {
  const open: string[] = [];
  let expected: Expected = 'value';
  let values = 0;
  let at = 0;
  const ended = (): Expected => (open.length === 0 ? 'nothing' : 'comma or end');
  while (at < text.length) {
    const char = text[at];
    if (char === ' ' || char === '\n' || char === '\t' || char === '\r') {
      at++;
      continue;
    }
    if (expected === 'nothing') return faultAt(text, at, 'more after the end');
    if (char === '{' || char === '[') {
      if (expected !== 'value' && expected !== 'value or end') return faultAt(text, at);
      if (open.length === MAX_DEPTH) return faultAt(text, at, `brackets more than ${MAX_DEPTH} deep`);
      open.push(char);
      expected = char === '{' ? 'name or end' : 'value or end';
      values++;
      at++;
    } else if (char === '}' || char === ']') {
      const ends = expected === 'comma or end' || expected === (char === '}' ? 'name or end' : 'value or end');
      if (!ends || open.pop() !== (char === '}' ? '{' : '[')) return faultAt(text, at);
      expected = ended();
      at++;
    } else if (char === ',') {
      if (expected !== 'comma or end') return faultAt(text, at);
      expected = open[open.length - 1] === '{' ? 'name' : 'value';
      at++;
    } else if (char === ':') {
      if (expected !== 'colon') return faultAt(text, at);
      expected = 'value';
      at++;
    } else if (char === '"') {
      const end = stringEnd(text, at);
      if (end < 0) return faultAt(text, -end);
      if (expected === 'name' || expected === 'name or end') expected = 'colon';
      else if (expected === 'value' || expected === 'value or end') expected = ended();
      else return faultAt(text, at);
      values++;
      at = end;
    } else {
      const end = scalarEnd(text, at);
      if (end < 0 || (expected !== 'value' && expected !== 'value or end')) return faultAt(text, at);
      expected = ended();
      values++;
      at = end;
    }
    if (values > maxValues) return faultAt(text, at - 1, `more than ${maxValues} values`);
  }
  return expected === 'nothing' ? null : faultAt(text, text.length);
}

/** @returns behind the closing quote; minus the place of what a string cannot hold */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) return at + 1;
    if (code < 32) return -at;
    if (code !== 92) continue;
    at++;
    if (at >= text.length) break;
    if (!ESCAPES.includes(text[at])) return 1 - at;
    if (text[at] === 'u') {
      if (!/^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) return 1 - at;
      at += 4;
    }
  }
  return -text.length;
}

function scalarEnd(text: string, at: number): number {
  for (const word of ['true', 'false', 'null']) if (text.startsWith(word, at)) return at + word.length;
  NUMBER.lastIndex = at;
  return NUMBER.test(text) ? NUMBER.lastIndex : -1;
}

function faultAt(text: string, at: number, named?: string): JsonFault {
  let line = 1;
  let start = 0;
  for (let next = text.indexOf('\n'); next >= 0 && next < at; next = text.indexOf('\n', start)) {
    line++;
    start = next + 1;
  }
  const found = named ?? wordAt(text, at);
  return { line, column: at - start + 1, found, hint: hintFor(found, text, at) };
}

function wordAt(text: string, at: number): string {
  if (at >= text.length) return 'the end of the text';
  WORD.lastIndex = at;
  const word = WORD.exec(text)?.[0].slice(0, 40) ?? String.fromCodePoint(text.codePointAt(at) ?? 0);
  return /[\p{C}\p{Z}]/u.test(word) ? `the character ${JSON.stringify(word)}` : word;
}

function hintFor(found: string, text: string, at: number): string {
  if (/^[+-]?(nan|inf|infinity)$/i.test(found)) return `${found} is not JSON: leave the field out instead`;
  if (/^(None|True|False|undefined)$/.test(found)) return 'JSON writes null, true and false';
  if (found === "'") return 'JSON has double quotes: "name"';
  if (found === '/' || found === '#') return 'JSON has no comments: remove them';
  if (found === '\\') return 'in JSON a backslash is written twice; in paths write / instead';
  if ((found === ']' || found === '}') && /,\s*$/.test(text.slice(Math.max(0, at - 200), at)))
    return 'remove the comma before it';
  if (at >= text.length) return 'the file breaks off: write or copy it again';
  return 'write the file by a program, or look at the place in an editor';
}
