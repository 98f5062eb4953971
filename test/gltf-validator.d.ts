declare module 'gltf-validator' {
  interface ValidationReport {
    issues: { numErrors: number; messages: { code: string; message: string; severity: number; pointer: string }[] };
  }
  const validator: { validateBytes(bytes: Uint8Array): Promise<ValidationReport> };
  export default validator;
}
