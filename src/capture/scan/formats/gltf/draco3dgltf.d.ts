/** The part of draco3dgltf's decoder that is used. */
declare module 'draco3dgltf' {
  interface DracoObject {
    readonly ptr: number;
  }

  interface DracoMesh extends DracoObject {
    num_faces(): number;
    num_points(): number;
  }

  interface DracoAttribute extends DracoObject {
    num_components(): number;
  }

  interface DracoStatus extends DracoObject {
    ok(): boolean;
    error_msg(): string;
  }

  interface DracoDecoder extends DracoObject {
    GetEncodedGeometryType(buffer: DracoObject): number;
    DecodeBufferToMesh(buffer: DracoObject, mesh: DracoMesh): DracoStatus;
    GetAttributeByUniqueId(mesh: DracoMesh, id: number): DracoAttribute;
    GetTrianglesUInt32Array(mesh: DracoMesh, bytes: number, target: number): boolean;
    GetAttributeDataArrayForAllPoints(
      mesh: DracoMesh,
      attribute: DracoAttribute,
      type: number,
      bytes: number,
      target: number,
    ): boolean;
  }

  interface DracoModule {
    readonly HEAPF32: Float32Array;
    readonly HEAPU32: Uint32Array;
    readonly TRIANGULAR_MESH: number;
    readonly DT_FLOAT32: number;
    readonly Decoder: new () => DracoDecoder;
    readonly Mesh: new () => DracoMesh;
    readonly DecoderBuffer: new () => DracoObject & { Init(data: Uint8Array, length: number): void };
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    destroy(object: DracoObject): void;
  }

  interface DracoOptions {
    readonly print: (text: string) => void;
    readonly printErr: (text: string) => void;
    readonly instantiateWasm: (
      imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
      receive: (instance: WebAssembly.Instance) => void,
    ) => Readonly<Record<string, unknown>>;
  }

  const draco: {
    createDecoderModule(options: DracoOptions): Promise<DracoModule>;
    createEncoderModule(): Promise<object>;
  };
  export default draco;
  export type { DracoAttribute, DracoDecoder, DracoMesh, DracoModule };
}
