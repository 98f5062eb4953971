import { Extension, type Node, type WriterContext } from '@gltf-transform/core';

const NAME = 'VRMC_vrm';

/** What the file says of it once its nodes have numbers. */
export type VrmContent = (indexOf: (node: Node) => number) => Readonly<Record<string, unknown>>;

/** `VRMC_vrm` of a document, written and never read. */
export class VrmExtension extends Extension {
  static override readonly EXTENSION_NAME = NAME;
  override readonly extensionName = NAME;
  private content: VrmContent = () => ({});

  setContent(content: VrmContent): this {
    this.content = content;
    return this;
  }

  override read(): this {
    return this;
  }

  override write({ jsonDoc, nodeIndexMap }: WriterContext): this {
    const indexOf = (node: Node): number => {
      const index = nodeIndexMap.get(node);
      if (index === undefined) throw new Error(`VRM: the node ${node.getName()} must be in the document`);
      return index;
    };
    jsonDoc.json.extensions = { ...jsonDoc.json.extensions, [NAME]: this.content(indexOf) };
    return this;
  }
}
