/*
 * inner-iteration SCENE GRADIENTS: answers each line on stdin, the number of iterations to run, by the milliseconds of
 * each, separated by blanks; leaves loss, gradient on the parameters and on the texture of the last one in a file.
 */
#define _POSIX_C_SOURCE 200809L
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

static void iterate(const Scene *s, State *st) {
  const Sizes n = s->n;
  st->loss = 0;
  memset(st->gradient, 0, sizeof(double) * n.parameter_count);
  memset(st->grad_positions, 0, sizeof(real) * 3 * n.vertices);
  memset(st->grad_normals, 0, sizeof(real) * 3 * n.vertices);
  memset(st->grad_texture, 0, sizeof(real) * 4 * n.texture_size * n.texture_size);
  bones_forward(s, st); mixtures_forward(s, st); skin_forward(s, st);
  normals_forward(s, st);
  for (int view = 0; view < n.views; view++) {
    project_forward(s, st, view);
    rasterize(s, st);
    light_forward(s, st, view);
    compare_pixels(s, st, view);
    project_backward(s, st, view);
    light_backward(s, st, view);
  }
  normals_backward(s, st);
  skin_backward(s, st); mixtures_backward(s, st); bones_backward(s, st);
  step_texture(s, st);
}

int main(int count, char **arguments) {
  if (count != 3) {
    fprintf(stderr, "inner-iteration SCENE GRADIENTS\n");
    return 2;
  }
  const Scene scene = read_scene(arguments[1]);
  State state = new_state(&scene);
  char line[32];
  while (fgets(line, sizeof line, stdin)) {
    const int iterations = atoi(line);
    for (int i = 0; i < iterations; i++) {
      const double start = milliseconds();
      iterate(&scene, &state);
      printf("%s%.4f", i ? " " : "", milliseconds() - start);
    }
    FILE *file = fopen(arguments[2], "wb");
    if (!file) return 2;
    fwrite(&state.loss, sizeof(double), 1, file);
    fwrite(state.gradient, sizeof(double), scene.n.parameter_count, file);
    fwrite(state.grad_texture, sizeof(real), 4 * (size_t)scene.n.texture_size * scene.n.texture_size, file);
    fclose(file);
    printf("\n");
    fflush(stdout);
  }
  return 0;
}
