import type { ExportFormat } from './format.ts';

/** The formats that `asm-fit export` knows, loaded when they are asked for. */
const EXPORT_FORMATS = {
  glb: async () => (await import('./glb/glb.ts')).GLB,
  obj: async () => (await import('./obj/obj.ts')).OBJ,
  vrm: async () => (await import('./vrm/vrm.ts')).VRM,
  fbx: async () => (await import('./fbx/fbx.ts')).FBX,
  usda: async () => (await import('./usd/usd.ts')).USDA,
  usdz: async () => (await import('./usd/usd.ts')).USDZ,
} satisfies Record<string, () => Promise<ExportFormat>>;

/** A format in which a head leaves. */
export type FormatName = keyof typeof EXPORT_FORMATS;

/**
 * Formats in which a head leaves; what each carries is in docs/formats.md.
 * @example
 * import { FORMAT_NAMES } from 'asm-fit';
 *
 * console.log(FORMAT_NAMES.join(', '));
 */
export const FORMAT_NAMES = Object.keys(EXPORT_FORMATS) as FormatName[];

/** What every fit writes. */
export const FIT_FORMATS: readonly FormatName[] = ['glb', 'obj'];

export function loadFormats(names: readonly FormatName[]): Promise<ExportFormat[]> {
  return Promise.all(names.map((name) => EXPORT_FORMATS[name]()));
}
