import { STRICTEST_META, type VrmMeta } from './vrm/vrm-meta.ts';

/** What a caller says of formats beside the head; each format takes what concerns it. */
export interface ExportChoices {
  /** Who may do what with the avatar. */
  readonly vrmMeta: VrmMeta;
}

export const EXPORT_DEFAULTS: ExportChoices = { vrmMeta: STRICTEST_META };
