/** USD's files begin at multiples of so many bytes in their archive, to be read where they lie. */
const ALIGNMENT = 64;
/** Of the field that fills up a header: what Pixar's tools call their padding. */
const PADDING_ID = 0x1986;
/** Of both headers, without names and padding. */
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
/** Version 1.0 of the format; files are stored; names are UTF-8; 1980-01-01, the earliest day that it knows. */
const VERSION = 10;
const UTF8 = 0x800;
const FIRST_DAY = 0x21;

export interface StoredFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A zip archive of files as they are, each beginning at a multiple of 64 bytes. */
export function storedZip(files: readonly StoredFile[]): Uint8Array {
  const chunks: Uint8Array[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, bytes } of files) {
    const title = Buffer.from(name);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(VERSION, 0);
    facts.writeUInt16LE(UTF8, 2);
    facts.writeUInt16LE(FIRST_DAY, 8);
    facts.writeUInt32LE(crc32(bytes), 10);
    facts.writeUInt32LE(bytes.length, 14);
    facts.writeUInt32LE(bytes.length, 18);
    facts.writeUInt16LE(title.length, 22);
    const padding = paddingField(at + LOCAL_BYTES + title.length);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), facts, title, padding]);
    local.writeUInt16LE(padding.length, 28);
    chunks.push(local, bytes);
    const central = Buffer.alloc(CENTRAL_BYTES);
    central.write('PK\u0001\u0002');
    central.writeUInt16LE(VERSION, 4);
    facts.copy(central, 6);
    central.writeUInt32LE(at, 42);
    directory.push(Buffer.concat([central, title]));
    at += local.length + bytes.length;
  }
  const end = Buffer.alloc(END_BYTES);
  end.write('PK\u0005\u0006');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(
    directory.reduce((sum, { length }) => sum + length, 0),
    12,
  );
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...chunks, ...directory, end]);
}

/** An extra field after which a file begins where it should. @param at where the field begins */
function paddingField(at: number): Buffer {
  const missing = (ALIGNMENT - (at % ALIGNMENT)) % ALIGNMENT;
  if (missing === 0) return Buffer.alloc(0);
  // Its own header takes four bytes.
  const length = missing < 4 ? missing + ALIGNMENT : missing;
  const field = Buffer.alloc(length);
  field.writeUInt16LE(PADDING_ID, 0);
  field.writeUInt16LE(length - 4, 2);
  return field;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let c = byte;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = CRC_TABLE[(c ^ byte) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
