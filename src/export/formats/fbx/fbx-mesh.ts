import { type PrimitiveNormals, primitiveNormals } from '../../rig/normals/primitive-normals.ts';
import type { RigPrimitive } from '../../rig/rigged-head.ts';
import { type WeldedPoints, weldedPoints } from '../welded-points.ts';
import { type FbxNode, fbxNode, withChildren } from './fbx-node.ts';

/** All primitives of a head as one mesh, whose points no seam cuts. */
export interface FbxMesh {
  readonly parts: readonly FbxPart[];
  readonly pointCount: number;
}

/** A primitive in the mesh. */
export interface FbxPart extends WeldedPoints {
  readonly primitive: RigPrimitive;
  readonly normals: PrimitiveNormals;
  /** Its first point and its first texture coordinate among the mesh's. */
  readonly firstPoint: number;
  readonly firstUv: number;
}

export function fbxMesh(primitives: readonly RigPrimitive[]): FbxMesh {
  let [firstPoint, firstUv] = [0, 0];
  const parts = primitives.map((primitive): FbxPart => {
    const points = weldedPoints(primitive);
    const part = { primitive, normals: primitiveNormals(primitive), ...points, firstPoint, firstUv };
    firstPoint += points.vertexOf.length;
    firstUv += points.pointOf.length;
    return part;
  });
  return { parts, pointCount: firstPoint };
}

/** Triangles with normals and texture coordinates by corner and materials by triangle. @param materials in their order */
export function meshNodes({ parts, pointCount }: FbxMesh, materials: readonly string[]): FbxNode[] {
  const corners = parts.reduce((sum, { primitive }) => sum + primitive.triangles.length, 0);
  const uvs = new Float64Array(2 * parts.reduce((sum, { pointOf }) => sum + pointOf.length, 0));
  const positions = new Float64Array(3 * pointCount);
  const polygons = new Int32Array(corners);
  const normals = new Float64Array(3 * corners);
  const uvIndices = new Int32Array(corners);
  const materialOf = new Int32Array(corners / 3);
  let c = 0;
  for (const { primitive, normals: own, pointOf, vertexOf, firstPoint, firstUv } of parts) {
    const { triangles } = primitive;
    vertexOf.forEach((v, p) => {
      positions.set(primitive.positions.subarray(3 * v, 3 * v + 3), 3 * (firstPoint + p));
    });
    for (let v = 0; v < pointOf.length; v++) {
      uvs[2 * (firstUv + v)] = primitive.uvs[2 * v];
      uvs[2 * (firstUv + v) + 1] = 1 - primitive.uvs[2 * v + 1];
    }
    materialOf.fill(materials.indexOf(primitive.texture), c / 3, (c + triangles.length) / 3);
    for (let i = 0; i < triangles.length; i++, c++) {
      const v = triangles[i];
      const point = firstPoint + pointOf[v];
      // The last corner of a polygon is its complement.
      polygons[c] = i % 3 === 2 ? ~point : point;
      for (let k = 0; k < 3; k++) normals[3 * c + k] = own.rest[3 * v + k];
      uvIndices[c] = firstUv + v;
    }
  }
  return [
    fbxNode('GeometryVersion', 124),
    fbxNode('Vertices', positions),
    fbxNode('PolygonVertexIndex', polygons),
    layer(
      'LayerElementNormal',
      { name: '', mapping: 'ByPolygonVertex', reference: 'Direct' },
      fbxNode('Normals', normals),
    ),
    layer(
      'LayerElementUV',
      { name: UV_SET, mapping: 'ByPolygonVertex', reference: 'IndexToDirect' },
      fbxNode('UV', uvs),
      fbxNode('UVIndex', uvIndices),
    ),
    layer(
      'LayerElementSmoothing',
      { name: '', mapping: 'ByPolygon', reference: 'Direct' },
      fbxNode('Smoothing', new Int32Array(corners / 3).fill(1)),
    ),
    layer(
      'LayerElementMaterial',
      { name: '', mapping: 'ByPolygon', reference: 'IndexToDirect' },
      fbxNode('Materials', materialOf),
    ),
    withChildren(
      fbxNode('Layer', 0),
      fbxNode('Version', 100),
      ...['LayerElementNormal', 'LayerElementUV', 'LayerElementSmoothing', 'LayerElementMaterial'].map((type) =>
        withChildren(fbxNode('LayerElement'), fbxNode('Type', type), fbxNode('TypedIndex', 0)),
      ),
    ),
  ];
}

/** What the texture coordinates are called, which textures name. */
export const UV_SET = 'map1';
const LAYER_VERSIONS: Readonly<Record<string, number>> = { LayerElementSmoothing: 102 };

interface LayerKind {
  readonly name: string;
  readonly mapping: 'ByPolygonVertex' | 'ByPolygon';
  readonly reference: 'Direct' | 'IndexToDirect';
}

function layer(type: string, { name, mapping, reference }: LayerKind, ...values: readonly FbxNode[]): FbxNode {
  return withChildren(
    fbxNode(type, 0),
    fbxNode('Version', LAYER_VERSIONS[type] ?? 101),
    fbxNode('Name', name),
    fbxNode('MappingInformationType', mapping),
    fbxNode('ReferenceInformationType', reference),
    ...values,
  );
}
