# The engine proper: kernels, and the host code that enqueues them.
add_library(relayout_engine_kernels STATIC
  kernel/agreement_kernel.cu kernel/count_kernel.cu kernel/local_kernel.cu kernel/window_kernel.cu
  kernel/window_pointers.cu)
set_target_properties(relayout_engine_kernels PROPERTIES EXPORT_NAME engine_kernels CUDA_STANDARD 20
                                                         CUDA_STANDARD_REQUIRED ON POSITION_INDEPENDENT_CODE ON)
target_include_directories(relayout_engine_kernels PRIVATE ${PROJECT_BINARY_DIR}/include)
target_link_libraries(relayout_engine_kernels PRIVATE relayout::nccl)
target_compile_options(relayout_engine_kernels PRIVATE --expt-relaxed-constexpr -Wno-deprecated-gpu-targets)

relayout_library(engine
  SOURCES
    agreement.cpp arena.cpp call_check.cpp captures.cpp communicator.cpp comparisons.cpp copy_engine_executor.cpp
    crew.cpp engine.cpp error.cpp hybrid_executor.cpp neighbours.cpp owner.cpp prepared_plan.cpp replay_watch.cpp
    sendrecv_executor.cpp side_stream.cpp status_board.cpp watchdog.cpp window_executor.cpp window_output.cpp
  PUBLIC relayout::engine_host CUDA::cudart_static Threads::Threads relayout::nccl
  PRIVATE relayout_engine_kernels)
