# What relayout bench measures on GPUs: the engine, and what trainers do today.
set(gpu_bench ${CMAKE_CURRENT_LIST_DIR})
add_library(relayout_gpu_bench_kernels STATIC ${gpu_bench}/row_kernels.cu)
set_target_properties(relayout_gpu_bench_kernels PROPERTIES CUDA_STANDARD 20 CUDA_STANDARD_REQUIRED ON)
target_include_directories(relayout_gpu_bench_kernels PRIVATE ${PROJECT_BINARY_DIR}/include)

relayout_library(gpu_bench
  SOURCES
    ${gpu_bench}/baselines.cpp ${gpu_bench}/engine_methods.cpp ${gpu_bench}/measure.cpp ${gpu_bench}/setting.cpp
    ${gpu_bench}/suite.cpp
  PUBLIC relayout::engine relayout::generate
  PRIVATE relayout_gpu_bench_kernels)
