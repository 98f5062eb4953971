import { packRig, RIG_FILE } from '../rig/pack-rig.ts';
import type { ExportFormat } from './format.ts';

/** What `asm-fit export` reads: the rig itself. Always of the same name, one a folder. */
export const RIG: ExportFormat = {
  name: 'rig',
  extensions: ['.bin'],
  beside: ({ textures }) => textures,
  keepsAll: true,
  mmPerUnit: () => null,
  files: async (head) => [{ name: RIG_FILE, content: packRig(head) }],
};
