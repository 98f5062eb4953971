/** Tags of TIFF 6.0, and of DNG. */
const NEW_SUBFILE_TYPE = 254;
const PHOTOMETRIC = 262;
const DNG_VERSION = 50706;
const CFA = 32803;
const LINEAR_RAW = 34892;

/**
 * What a TIFF's first directory says it is where its picture is not the photograph: DNG, NEF, ARW and their like are
 * TIFF with a thumbnail first. Null for pictures; BigTIFF and damage are left to the decoder.
 */
export function unreadTiff(bytes: Uint8Array): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  if (bytes.length < 8 || view.getUint16(2, little) !== 42) return null;
  const directory = view.getUint32(4, little);
  if (directory + 2 > bytes.length) return null;
  const count = view.getUint16(directory, little);
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > bytes.length) return null;
    const tag = view.getUint16(entry, little);
    const value =
      view.getUint16(entry + 2, little) === 3 ? view.getUint16(entry + 8, little) : view.getUint32(entry + 8, little);
    if (tag === DNG_VERSION) return 'a RAW photograph (DNG)';
    if (tag === PHOTOMETRIC && (value === CFA || value === LINEAR_RAW)) return 'a RAW photograph';
    if (tag === NEW_SUBFILE_TYPE && (value & 1) === 1) return 'a RAW photograph with a thumbnail first';
  }
  return null;
}
