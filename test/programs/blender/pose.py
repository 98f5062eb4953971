"""Poses a GLB or an FBX in Blender, writes its vertices and, where a pose has a camera, a picture.

    blender --background --factory-startup --python-exit-code 1 --python pose.py -- job.json

job.json: {"file": path, "poses": [pose]}, a pose
  {"vertices": path,                       float64 [V, 3], mm, y up, little-endian
   "joints": {name: {"rotation": [3], "translation": [3]}},   axis-angle and mm along the axes of head space, about
                                           the joint's own rest position, before its parents' pose
   "shapes": {name: weight},
   "picture": {"file": png, "pixels": n, "camera": {"position": [3], "rotation": [9], "fovDegrees": x}}}   may be left out
The camera's rotation is OpenCV's (x right, y down, z forward), camera from head, row-major; its position is in mm.
Blender's z is up: (x, y, z) of head space is (x, -z, y) there, in metres.
"""

import json
import math
import sys

import bpy
import numpy
from mathutils import Matrix, Vector

MM_PER_METRE = 1000.0
Z_UP = Matrix(((1, 0, 0), (0, 0, -1), (0, 1, 0)))
SAMPLES = 24


def main():
    with open(sys.argv[sys.argv.index("--") + 1], encoding="utf-8") as file:
        job = json.load(file)
    head, armature = load(job["file"])
    for pose in job["poses"]:
        pose_joints(armature, pose["joints"])
        weigh_shapes(head, pose["shapes"])
        bpy.context.view_layer.update()
        posed_vertices(head).tofile(pose["vertices"])
        if "picture" in pose:
            render(pose["picture"])


def load(path):
    """The skinned mesh and its armature, at rest: clips and shown poses are taken off."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    # The importer of 3.4 says numpy.bool, which numpy 1.24 has no more.
    if not hasattr(numpy, "bool"):
        numpy.bool = bool
    if path.endswith(".fbx"):
        bpy.ops.import_scene.fbx(filepath=path)
    else:
        bpy.ops.import_scene.gltf(filepath=path)
    armatures = [thing for thing in bpy.data.objects if thing.type == "ARMATURE"]
    heads = [thing for thing in bpy.data.objects if thing.type == "MESH" and thing.find_armature() is not None]
    if len(armatures) != 1 or len(heads) != 1:
        raise SystemExit(f"{path}: one armature and one skinned mesh wanted, {len(armatures)} and {len(heads)} found")
    head, armature = heads[0], armatures[0]
    armature.animation_data_clear()
    head.animation_data_clear()
    if head.data.shape_keys is not None:
        head.data.shape_keys.animation_data_clear()
    return head, armature


def pose_joints(armature, joints):
    """matrix_basis = J^-1 D J: the bone's own place at rest, and its pose in the armature's space."""
    for bone in armature.pose.bones:
        bone.matrix_basis = Matrix.Identity(4)
    to_armature = armature.matrix_world.inverted()
    for name, pose in joints.items():
        bone = armature.pose.bones[name]
        rest = bone.bone.matrix_local
        pivot = armature.matrix_world @ rest.translation
        turned = Vector(pose.get("rotation", (0, 0, 0)))
        turn = Matrix.Rotation(turned.length, 4, Z_UP @ turned) if turned.length > 0 else Matrix.Identity(4)
        shift = Z_UP @ Vector(pose.get("translation", (0, 0, 0))) / MM_PER_METRE
        moved = Matrix.Translation(pivot + shift) @ turn @ Matrix.Translation(-pivot)
        bone.matrix_basis = rest.inverted() @ to_armature @ moved @ armature.matrix_world @ rest


def weigh_shapes(head, shapes):
    keys = head.data.shape_keys.key_blocks if head.data.shape_keys is not None else {}
    for key in list(keys)[1:]:
        key.value = 0
    for name, weight in shapes.items():
        key = keys[name]
        key.slider_min = min(key.slider_min, weight)
        key.slider_max = max(key.slider_max, weight)
        key.value = weight


def posed_vertices(head):
    evaluated = head.evaluated_get(bpy.context.evaluated_depsgraph_get())
    mesh = evaluated.to_mesh()
    flat = numpy.empty(3 * len(mesh.vertices), dtype=numpy.float32)
    mesh.vertices.foreach_get("co", flat)
    evaluated.to_mesh_clear()
    world = numpy.array(evaluated.matrix_world, dtype=numpy.float64)
    z_up = flat.astype(numpy.float64).reshape(-1, 3) @ world[:3, :3].T + world[:3, 3]
    return MM_PER_METRE * z_up @ numpy.array(Z_UP, dtype=numpy.float64)


def render(picture):
    """Cycles, which draws both sides of a surface, under a lamp beside the camera."""
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    scene.cycles.samples = SAMPLES
    scene.cycles.use_denoising = False
    scene.render.resolution_x = scene.render.resolution_y = picture["pixels"]
    scene.render.filepath = picture["file"]
    scene.view_settings.view_transform = "Standard"
    if scene.world is None:
        scene.world = bpy.data.worlds.new("world")
        scene.world.use_nodes = True
        scene.world.node_tree.nodes["Background"].inputs["Color"].default_value = (0.35, 0.4, 0.45, 1)
    camera = scene.camera or made("camera", bpy.data.cameras.new("camera"))
    scene.camera = camera
    camera.data.angle = math.radians(picture["camera"]["fovDegrees"])
    # OpenCV's axes in head space are the rows of the rotation; Blender's camera looks along -z, its y up.
    right, down, forward = (Z_UP @ Vector(picture["camera"]["rotation"][3 * i : 3 * i + 3]) for i in range(3))
    position = Z_UP @ Vector(picture["camera"]["position"]) / MM_PER_METRE
    camera.matrix_world = Matrix.Translation(position) @ Matrix((right, -down, -forward)).transposed().to_4x4()
    lamp = bpy.data.objects.get("lamp") or made("lamp", bpy.data.lights.new("lamp", "SUN"))
    lamp.data.energy = 2.0
    lamp.data.angle = 0.2
    lamp.matrix_world = camera.matrix_world @ Matrix.Rotation(-0.4, 4, "X") @ Matrix.Rotation(0.3, 4, "Y")
    bpy.ops.render.render(write_still=True)


def made(name, data):
    thing = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(thing)
    return thing


main()
