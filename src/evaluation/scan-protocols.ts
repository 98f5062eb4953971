import type { AlignMode } from '../surface/align-to-surface.ts';

/** Which points of a scan are measured. */
export type Crop =
  /** Within so many face sizes of a place above the nose's base (NoW) */
  | { readonly around: 'face'; readonly sizes: number }
  /** Within so many mm of the nose's tip (MICC) */
  | { readonly around: 'nose-tip'; readonly mm: number };

/** How a mesh is measured against a scan: four stages that are chosen one by one. */
export interface ScanProtocol {
  readonly name: string;
  readonly version: number;
  readonly crop: Crop;
  readonly align: AlignMode | 'none';
  /** What a point is compared with: the nearest point of the surface, its triangle's plane, or the vertex of the same index. */
  readonly correspond: 'surface' | 'plane' | 'vertex';
  /** Whether the mesh is measured against the scan too, each cropped and aligned by its own points. */
  readonly aggregate: 'scan-to-mesh' | 'both-ways';
}

/** What most protocols have in common. */
const NOW_CROP: Crop = { around: 'face', sizes: 1.4 };

/**
 * `now` is NoW's [Sanyal 2019], `now-metric` the same without scale [Zielonka 2022], `fg18` the FG 2018 challenge's with a
 * smaller crop [Feng 2018]; `micc-95` is Deng's reading of MICC [Deng 2019] with the forehead kept, its number the rmse;
 * `micc-ganfit` GANFit's [Gecer 2019], its number the mean of both directions' means; `vertex` for meshes of one topology;
 * `unaligned` measures where the meshes stand.
 */
export const SCAN_PROTOCOLS = {
  now: protocol('now', {}),
  'now-metric': protocol('now-metric', { align: 'rigid' }),
  fg18: protocol('fg18', { crop: { around: 'face', sizes: 1.2 } }),
  'micc-95': protocol('micc-95', { crop: { around: 'nose-tip', mm: 95 }, correspond: 'plane' }),
  'micc-ganfit': protocol('micc-ganfit', { crop: { around: 'nose-tip', mm: 95 }, aggregate: 'both-ways' }),
  vertex: protocol('vertex', { correspond: 'vertex' }),
  unaligned: protocol('unaligned', { align: 'none' }),
} as const satisfies Record<string, ScanProtocol>;
/** Protocols that compare surfaces or vertices as they are. */
export type ScanProtocolName = keyof typeof SCAN_PROTOCOLS;
export const SCAN_PROTOCOL_NAMES = Object.keys(SCAN_PROTOCOLS) as ScanProtocolName[];

/** @param differs from NoW in these stages */
function protocol(name: string, differs: Partial<Omit<ScanProtocol, 'name'>>): ScanProtocol {
  return {
    name,
    version: 1,
    crop: NOW_CROP,
    align: 'similarity',
    correspond: 'surface',
    aggregate: 'scan-to-mesh',
    ...differs,
  };
}
