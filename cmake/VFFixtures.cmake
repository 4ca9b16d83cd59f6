# Fixtures: graphs and checkpoints that TensorFlow wrote. Their folder is what the environment's VF_FIXTURES says, else what
# -DVF_FIXTURES said, else the one beside the checkout. The environment wins over the cache, where an earlier folder stays.
include_guard()

set(default "")
if(EXISTS ${PROJECT_SOURCE_DIR}/../shared/fixtures)
  get_filename_component(default ${PROJECT_SOURCE_DIR}/../shared/fixtures ABSOLUTE)
endif()
set(VF_FIXTURES "${default}" CACHE PATH "Folder of the fixtures; tests that need them are skipped without it")
if(DEFINED ENV{VF_FIXTURES})
  set_property(CACHE VF_FIXTURES PROPERTY VALUE "$ENV{VF_FIXTURES}")
endif()
unset(default)
