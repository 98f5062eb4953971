/* Light at vertices and projection, forward and back (bench/kernels/jobs/vertex-light.ts, projection.ts). */
#include "scene.h"

static const real C0 = (real)0.282095, C1 = (real)0.488603, C2 = (real)1.092548, C3 = (real)0.315392, C4 = (real)0.546274;

void light_forward(const Scene *s, State *st, int view) {
  const real *restrict light = s->lights + 36 * view;
  const real *restrict normals = st->normals;
  real *restrict out = st->irradiance;
  for (int v = 0; v < s->n.vertices; v++) {
    const real x = normals[3 * v], y = normals[3 * v + 1], z = normals[3 * v + 2];
    const real h[9] = {C0,         C1 * y,     C1 * z,                 C1 * x,    C2 * x * y,
                        C2 * y * z, C3 * (3 * z * z - 1), C2 * x * z, C4 * (x * x - y * y)};
    for (int c = 0; c < 4; c++) {
      real sum = 0;
      for (int b = 0; b < 9; b++) sum += h[b] * light[4 * b + c];
      out[4 * v + c] = sum;
    }
  }
}

void light_backward(const Scene *s, State *st, int view) {
  const real *restrict light = s->lights + 36 * view;
  const real *restrict normals = st->normals;
  real *restrict out = st->grad_normals;
  real sums[36] = {0};
  for (int v = 0; v < s->n.vertices; v++) {
    const real *restrict g = st->grad_irradiance + 4 * v;
    if (g[0] == 0 && g[1] == 0 && g[2] == 0) continue;
    const real x = normals[3 * v], y = normals[3 * v + 1], z = normals[3 * v + 2];
    const real h[9] = {C0,         C1 * y,     C1 * z,                 C1 * x,    C2 * x * y,
                        C2 * y * z, C3 * (3 * z * z - 1), C2 * x * z, C4 * (x * x - y * y)};
    real w[9];
    for (int b = 0; b < 9; b++) {
      w[b] = light[4 * b] * g[0] + light[4 * b + 1] * g[1] + light[4 * b + 2] * g[2];
      for (int c = 0; c < 4; c++) sums[4 * b + c] += h[b] * g[c];
    }
    out[3 * v] += C1 * w[3] + C2 * (y * w[4] + z * w[7]) + 2 * C4 * x * w[8];
    out[3 * v + 1] += C1 * w[1] + C2 * (x * w[4] + z * w[5]) - 2 * C4 * y * w[8];
    out[3 * v + 2] += C1 * w[2] + C2 * (y * w[5] + x * w[7]) + 6 * C3 * z * w[6];
  }
  for (int b = 0; b < 36; b++) st->grad_light[b] = sums[b];
}

void project_forward(const Scene *s, State *st, int view) {
  const double *restrict c = s->cameras + 16 * view;
  const real *restrict p = st->positions;
  real *restrict out = st->pixels;
  for (int i = 0; i < 3 * s->n.vertices; i += 3) {
    const double x = c[0] * p[i] + c[1] * p[i + 1] + c[2] * p[i + 2] + c[9];
    const double y = c[3] * p[i] + c[4] * p[i + 1] + c[5] * p[i + 2] + c[10];
    const double z = c[6] * p[i] + c[7] * p[i + 1] + c[8] * p[i + 2] + c[11];
    const double inverse = 1 / z;
    out[i] = (real)(c[12] * x * inverse + c[14]);
    out[i + 1] = (real)(c[13] * y * inverse + c[15]);
    out[i + 2] = (real)z;
  }
}

void project_backward(const Scene *s, State *st, int view) {
  const double *restrict c = s->cameras + 16 * view;
  const real *restrict p = st->positions;
  real *restrict out = st->grad_positions;
  double g[7] = {0};
  for (int v = 0; v < s->n.vertices; v++) {
    const int i = 3 * v;
    const double px = st->grad_pixels[2 * v], py = st->grad_pixels[2 * v + 1], pz = st->grad_depths[v];
    if (px == 0 && py == 0 && pz == 0) continue;
    const double rx = c[0] * p[i] + c[1] * p[i + 1] + c[2] * p[i + 2];
    const double ry = c[3] * p[i] + c[4] * p[i + 1] + c[5] * p[i + 2];
    const double rz = c[6] * p[i] + c[7] * p[i + 1] + c[8] * p[i + 2];
    const double inverse = 1 / (rz + c[11]), gx = c[12] * px * inverse, gy = c[13] * py * inverse;
    const double along = gx * (rx + c[9]) + gy * (ry + c[10]), gz = pz - along * inverse;
    const double own[7] = {ry * gz - rz * gy, rz * gx - rx * gz, rx * gy - ry * gx, gx, gy, gz, along};
    for (int k = 0; k < 7; k++) g[k] += own[k];
    out[i] += (real)(c[0] * gx + c[3] * gy + c[6] * gz);
    out[i + 1] += (real)(c[1] * gx + c[4] * gy + c[7] * gz);
    out[i + 2] += (real)(c[2] * gx + c[5] * gy + c[8] * gz);
  }
  for (int k = 0; k < 7; k++) st->grad_camera[k] = g[k];
}
