import { type FbxNode, type FbxProperty, fbxNode, int64, objectName, withChildren } from './fbx-node.ts';

/** Of an object, unique in its file; 0 is the scene. */
export type FbxId = number;
export const SCENE: FbxId = 0;
const FIRST = 1_000_000;

/** What an object is: `Model`, its class, its name and its kind, such as `Mesh`. */
export interface FbxKind {
  readonly node: string;
  /** What stands behind its name; the node's own where it is left out. */
  readonly nameClass?: string;
  readonly kind: string;
}

/** The objects of a file and how they hang together, in the order in which they were added. */
export class FbxObjects {
  readonly nodes: FbxNode[] = [];
  readonly connections: FbxNode[] = [];
  private readonly counts = new Map<string, number>();

  add(name: string, { node, nameClass = node, kind }: FbxKind, ...children: readonly FbxNode[]): FbxId {
    const id = FIRST + this.nodes.length;
    this.nodes.push(withChildren(fbxNode(node, int64(id), objectName(name, nameClass), kind), ...children));
    this.counts.set(node, (this.counts.get(node) ?? 0) + 1);
    return id;
  }

  /** Hangs an object on another one, or on a property of it. */
  connect(child: FbxId, parent: FbxId, property?: string): void {
    const ends: FbxProperty[] = [int64(child), int64(parent)];
    this.connections.push(property === undefined ? fbxNode('C', 'OO', ...ends) : fbxNode('C', 'OP', ...ends, property));
  }

  /** How many there are of each kind of node: `Definitions`. */
  definitions(): FbxNode {
    const types = Array.from(this.counts, ([name, count]) =>
      withChildren(fbxNode('ObjectType', name), fbxNode('Count', count)),
    );
    return withChildren(
      fbxNode('Definitions'),
      fbxNode('Version', 100),
      fbxNode('Count', 1 + this.nodes.length),
      withChildren(fbxNode('ObjectType', 'GlobalSettings'), fbxNode('Count', 1)),
      ...types,
    );
  }
}
