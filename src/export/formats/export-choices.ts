import type { PresetName } from './fbx/scene-preset.ts';
import { STRICTEST_META, type VrmMeta } from './vrm/vrm-meta.ts';

/** What a caller says of formats beside the head; each format takes what concerns it. */
export interface ExportChoices {
  /** Which program's axes and unit FBX has. */
  readonly preset: PresetName;
  /** Where textures are, of formats that can have them in the file or beside it. */
  readonly textures: TexturePlace;
  /** Who may do what with the avatar. */
  readonly vrmMeta: VrmMeta;
}

export const EXPORT_DEFAULTS: ExportChoices = { preset: 'maya', textures: 'inside', vrmMeta: STRICTEST_META };

export const TEXTURE_PLACES = ['inside', 'beside'] as const;
export type TexturePlace = (typeof TEXTURE_PLACES)[number];
