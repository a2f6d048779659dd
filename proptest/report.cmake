# Tests of model/report.
relayout_test(report_test
  SOURCES
    report_bad_document_test.cpp report_batches_test.cpp report_document_test.cpp report_svg_test.cpp
    report_table_test.cpp report_text_picture_test.cpp report_trace_test.cpp report_write_test.cpp
  LIBRARIES relayout::report relayout::generate nlohmann_json::nlohmann_json
  LABELS fast)
