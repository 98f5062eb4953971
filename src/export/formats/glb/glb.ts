import type { RiggedHead } from '../../rig/rigged-head.ts';
import { rigMapJson } from '../../rig/skeleton/rig-map.ts';
import type { ExportFormat } from '../format.ts';
import { embeddedTextures } from './embedded-textures.ts';
import { type GlbDocument, glbDocument, writeGlb } from './glb-document.ts';

/** glTF 2.0 binary, textures inside, and beside it what other systems call its joints. */
export const GLB: ExportFormat = {
  name: 'glb',
  extensions: ['.glb', '_rig_map.json'],
  beside: () => ({}),
  mmPerUnit: () => 1000,
  files: async (head, stem, { compress }) => [
    { name: `${stem}.glb`, content: await (compress === 'meshopt' ? compressedBytes(head) : glbBytes(head)) },
    { name: `${stem}_rig_map.json`, content: rigMapJson(head.joints) },
  ],
};

/** The GLB alone. */
export async function glbBytes(head: RiggedHead): Promise<Uint8Array> {
  return writeGlb((await embeddingDocument(head)).document);
}

async function compressedBytes(head: RiggedHead): Promise<Uint8Array> {
  const { compressGlb } = await import('./glb-compression.ts');
  const { document } = await embeddingDocument(head);
  return writeGlb(document, await compressGlb(document));
}

async function embeddingDocument(head: RiggedHead): Promise<GlbDocument> {
  return glbDocument({ ...head, textures: await embeddedTextures(head.textures) });
}
