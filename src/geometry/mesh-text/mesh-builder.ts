import type { TriangleMesh } from '../mesh/triangle-mesh.ts';
import { meshFault } from './mesh-fault.ts';
import { MAX_SPLIT_CORNERS, splitPolygon } from './split-polygon.ts';

/** The largest mesh that is read, vertices or triangles. */
const MAX_ELEMENTS = 20_000_000;
/** What a small file may grow to in memory, and what each further byte of it may: past it a file is built to do harm. */
const FREE_BYTES = 96 * 2 ** 20;
const BYTES_PER_BYTE = 16;
const VERTEX_BYTES = 24;
const TRIANGLE_BYTES = 12;
const FIRST_CAPACITY = 4096;

/**
 * A triangle mesh that grows while its file is read. Memory is taken only for what the file's size can account for:
 * `24 V + 12 T <= 96 MiB + 16 bytes`, and neither V nor T above 20 million.
 */
export class MeshBuilder {
  vertexCount = 0;
  triangleCount = 0;
  private positions = new Float64Array(0);
  private triangles = new Uint32Array(0);
  /** First triangle and corners of each polygon that is to be split anew. */
  private readonly polygons: number[] = [];
  private readonly limit: number;

  /** @param fileBytes size of the file that is read */
  constructor(fileBytes: number) {
    this.limit = FREE_BYTES + BYTES_PER_BYTE * fileBytes;
  }

  /**
   * Makes room for as many more, exactly.
   * @throws {AsmFitError} input: more than a mesh, or this file, may have
   */
  reserve(vertices: number, triangles: number): void {
    this.check(this.vertexCount + vertices, this.triangleCount + triangles);
    this.growPositions(this.vertexCount + vertices);
    this.growTriangles(this.triangleCount + triangles);
  }

  vertex(x: number, y: number, z: number): void {
    const at = 3 * this.vertexCount;
    if (at === this.positions.length) this.growPositions(this.grown(this.vertexCount, VERTEX_BYTES));
    this.positions[at] = x;
    this.positions[at + 1] = y;
    this.positions[at + 2] = z;
    this.vertexCount++;
  }

  triangle(a: number, b: number, c: number): void {
    const at = 3 * this.triangleCount;
    if (at === this.triangles.length) this.growTriangles(this.grown(this.triangleCount, TRIANGLE_BYTES));
    this.triangles[at] = a;
    this.triangles[at + 1] = b;
    this.triangles[at + 2] = c;
    this.triangleCount++;
  }

  /** Says that the last `corners - 2` triangles are the fan of one polygon: quads stay as they are, larger ones are split. */
  polygon(corners: number): void {
    if (corners > 4 && corners <= MAX_SPLIT_CORNERS) this.polygons.push(this.triangleCount - corners + 2, corners);
  }

  /** All triangles must be of vertices that are there. */
  mesh(): TriangleMesh {
    this.splitPolygons();
    const [p, t] = [3 * this.vertexCount, 3 * this.triangleCount];
    return {
      positions: this.positions.length === p ? this.positions : this.positions.slice(0, p),
      triangles: this.triangles.length === t ? this.triangles : this.triangles.slice(0, t),
    };
  }

  /** Where the corners stand is known only now: files may name them before. */
  private splitPolygons(): void {
    for (let i = 0; i < this.polygons.length; i += 2) {
      const at = 3 * this.polygons[i];
      const corners = [this.triangles[at]];
      for (let k = 1; k < this.polygons[i + 1]; k++) corners.push(this.triangles[at + (k === 1 ? 1 : 3 * (k - 2) + 2)]);
      this.triangles.set(splitPolygon(this.positions, corners), at);
    }
  }

  private check(vertices: number, triangles: number): void {
    if (!(vertices <= MAX_ELEMENTS && triangles <= MAX_ELEMENTS))
      throw meshFault(
        'mesh',
        `must have at most ${MAX_ELEMENTS} vertices and triangles`,
        `${vertices} and ${triangles}`,
        'pass a mesh of fewer triangles; a face needs no more than a million',
      );
    if (!(VERTEX_BYTES * vertices + TRIANGLE_BYTES * triangles <= this.limit))
      throw meshFault(
        'mesh',
        `must unfold to at most ${Math.floor(this.limit / 2 ** 20)} MiB of vertices and triangles, for a file of its size`,
        `${vertices} and ${triangles} of them`,
        'pass a mesh without thousands of instances of one part',
      );
  }

  /** Twice a full count, as far as the limits go. */
  private grown(count: number, bytes: number): number {
    this.check(this.vertexCount + 1, this.triangleCount + 1);
    const taken = VERTEX_BYTES * this.vertexCount + TRIANGLE_BYTES * this.triangleCount;
    const room = Math.floor((this.limit - taken) / bytes);
    return count + Math.min(Math.max(count, FIRST_CAPACITY), Math.max(room, 1), MAX_ELEMENTS - count);
  }

  private growPositions(count: number): void {
    if (3 * count <= this.positions.length) return;
    const old = this.positions;
    this.positions = new Float64Array(3 * count);
    this.positions.set(old);
  }

  private growTriangles(count: number): void {
    if (3 * count <= this.triangles.length) return;
    const old = this.triangles;
    this.triangles = new Uint32Array(3 * count);
    this.triangles.set(old);
  }
}
