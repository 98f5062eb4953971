import type { Similarity } from '../../geometry/similarity.ts';
import type { PresetName } from './fbx/scene-preset.ts';
import { STRICTEST_META, type VrmMeta } from './vrm/vrm-meta.ts';

/** What a caller says of formats beside the head; each format takes what concerns it. */
export interface ExportChoices {
  /** Which program's axes and unit FBX has. */
  readonly preset: PresetName;
  /** Whether the GLB's geometry is packed, and how. */
  readonly compress: Compression;
  /** What the GLB's pictures are encoded as. */
  readonly pictures: PictureCodec;
  /** Where textures are, of formats that can have them in the file or beside it. */
  readonly textures: TexturePlace;
  /** Where the head is put, from head space (mm) to a scene in its own unit and along its own axes; null for head space. */
  readonly place: Similarity | null;
  /** Who may do what with the avatar. */
  readonly vrmMeta: VrmMeta;
}

export const EXPORT_DEFAULTS: ExportChoices = {
  preset: 'maya',
  compress: 'none',
  pictures: 'plain',
  textures: 'inside',
  place: null,
  vrmMeta: STRICTEST_META,
};

export const TEXTURE_PLACES = ['inside', 'beside'] as const;
export type TexturePlace = (typeof TEXTURE_PLACES)[number];

/** `meshopt` is glTF's `EXT_meshopt_compression`. */
export const COMPRESSIONS = ['none', 'meshopt'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

/** `plain` is PNG and JPEG, `ktx2` glTF's `KHR_texture_basisu`. */
export const PICTURE_CODECS = ['plain', 'ktx2'] as const;
export type PictureCodec = (typeof PICTURE_CODECS)[number];
