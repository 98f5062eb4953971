import { MeshBuilder } from '../../../geometry/mesh-text/mesh-builder.ts';
import { meshFault } from '../../../geometry/mesh-text/mesh-fault.ts';
import { textBytes } from '../../../geometry/mesh-text/text-bytes.ts';
import type { MeshFormat } from './mesh-format.ts';
import { type PlyElement, type PlyProperty, parsePlyHeader } from './ply-header.ts';
import { type PlyValues, plyValues } from './ply-values.ts';

const INDEX_LIST = /^vertex_(index|indices)$/;
/** Elements with lists of vertices that are no part of a surface. */
const NO_SURFACE = /line|edge|curve|point/;

/**
 * PLY, ascii or binary of either order: polygons of any size, triangle strips; whatever else there is, on
 * vertices, faces or in elements of its own, is passed over.
 */
export const PLY: MeshFormat = {
  read({ bytes: file }) {
    const bytes = textBytes(file);
    const header = parsePlyHeader(bytes);
    const values = plyValues(bytes, header);
    const mesh = new MeshBuilder(bytes.length);
    const vertices = header.elements.find(({ name }) => name === 'vertex');
    if (vertices === undefined) throw meshFault('header', 'must have an element "vertex"', 'none');
    for (const element of header.elements) {
      // A row of nothing takes no room, and there may be any number of them.
      if (element.properties.length === 0) continue;
      values.checkRoom(element);
      if (element === vertices) readVertices(element, values, mesh);
      else readRows(element, surfaceList(element), { values, vertexCount: vertices.count, mesh });
    }
    values.endBody();
    return mesh.mesh();
  },
};

function readVertices(element: PlyElement, values: PlyValues, mesh: MeshBuilder): void {
  const { count, properties } = element;
  const axes = properties.map(({ name, countType }) => (countType === null ? ['x', 'y', 'z'].indexOf(name) : -1));
  if ([0, 1, 2].some((axis) => !axes.includes(axis)))
    throw meshFault('element vertex', 'must have the properties x, y, z', properties.map((p) => p.name).join(', '));
  mesh.reserve(count, 0);
  let row = 0;
  const where = (): string => `vertex ${row}`;
  const place = [0, 0, 0];
  for (; row < count; row++) {
    for (let k = 0; k < axes.length; k++) {
      if (axes[k] >= 0) place[axes[k]] = values.value(properties[k].type, where);
      else passOver(properties[k], values, where);
    }
    values.endRow(where);
    mesh.vertex(place[0], place[1], place[2]);
  }
}

/** The list that says an element's polygons or strips; null for one that is no surface. */
function surfaceList({ name, properties, count }: PlyElement): PlyProperty | null {
  const lists = properties.filter((property) => property.countType !== null && INDEX_LIST.test(property.name));
  if (name === 'face' || name === 'tristrips') {
    if (lists.length !== 1)
      throw meshFault(
        `element ${name}`,
        'must have one list of vertices, vertex_indices',
        properties.map((p) => p.name).join(', '),
      );
    return lists[0];
  }
  if (lists.length > 0 && count > 0 && !NO_SURFACE.test(name))
    throw meshFault(
      `element ${name}`,
      'surfaces must be an element "face" or "tristrips"',
      `"${name}" with lists of vertices`,
      'export the mesh as triangles',
    );
  return null;
}

/** What an element's rows are read from, and the mesh that they go to. */
interface PlyBody {
  readonly values: PlyValues;
  readonly vertexCount: number;
  readonly mesh: MeshBuilder;
}

function readRows(element: PlyElement, surface: PlyProperty | null, body: PlyBody): void {
  const { values } = body;
  const { name, count, properties } = element;
  let row = 0;
  const where = (): string => `${name} ${row}`;
  for (; row < count; row++) {
    for (const property of properties) {
      if (property !== surface) passOver(property, values, where);
      else if (name === 'face') readPolygon(property, body, where);
      else readStrips(property, body, where);
    }
    values.endRow(where);
  }
}

function passOver({ type, countType }: PlyProperty, values: PlyValues, where: () => string): void {
  values.skip(type, countType === null ? 1 : listLength(countType, values, where), where);
}

function listLength(countType: PlyProperty['type'], values: PlyValues, where: () => string): number {
  const length = values.value(countType, where);
  if (!Number.isSafeInteger(length) || length < 0) throw meshFault(where(), 'a list must have a length', length);
  return length;
}

function readPolygon(
  { type, countType }: PlyProperty,
  { values, vertexCount, mesh }: PlyBody,
  where: () => string,
): void {
  const corners = listLength(countType ?? type, values, where);
  if (corners < 3) throw meshFault(where(), 'must name three vertices or more', corners);
  const corner = (): number => vertexIndex(values.value(type, where), vertexCount, where);
  const hub = corner();
  let previous = corner();
  for (let k = 2; k < corners; k++) {
    const next = corner();
    mesh.triangle(hub, previous, next);
    previous = next;
  }
  mesh.polygon(corners);
}

/** Strips of triangles, -1 between them; every second triangle of a strip is turned. */
function readStrips(
  { type, countType }: PlyProperty,
  { values, vertexCount, mesh }: PlyBody,
  where: () => string,
): void {
  const length = listLength(countType ?? type, values, where);
  let inStrip = 0;
  let [a, b] = [0, 0];
  for (let k = 0; k < length; k++) {
    const index = values.value(type, where);
    if (index === -1) {
      inStrip = 0;
      continue;
    }
    const c = vertexIndex(index, vertexCount, where);
    if (inStrip >= 2) {
      if (inStrip % 2 === 0) mesh.triangle(a, b, c);
      else mesh.triangle(b, a, c);
    }
    [a, b] = [b, c];
    inStrip++;
  }
}

function vertexIndex(index: number, vertexCount: number, where: () => string): number {
  if (!Number.isInteger(index) || index < 0 || index >= vertexCount)
    throw meshFault(where(), `must name vertices from 0 to ${vertexCount - 1}`, index);
  return index;
}
