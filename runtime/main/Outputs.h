// What a run does with results: prints them, writes them to .npy files.
#ifndef VF_RT_MAIN_OUTPUTS_H
#define VF_RT_MAIN_OUTPUTS_H

#include "Inputs.h"
#include "Npy.h"

#include <optional>
#include <string>
#include <vector>

namespace vf::rt {

/// A printed result: its name and its value as text.
struct PrintedValue {
  std::string name;
  std::string text;
  bool isNumber; ///< a finite scalar
};

class Outputs {
public:
  /// `inputs` must outlive the outputs.
  static StatusOr<Outputs> bind(const vf_entry_desc &entry,
                                const ResolvedRun &run, const Inputs &inputs);

  /// Where calls leave their results; all in the context's memory.
  vf_arg *args() { return arguments.data(); }

  /// With data, adds the results of the `call`-th call to the files.
  Status collect(int64_t call);
  /// Completes the files; without data they get the last call's results.
  Status finish();

  /// The last call's results that are to be printed.
  std::vector<PrintedValue> values() const;
  const std::vector<std::string> &writtenPaths() const { return written; }

private:
  /// A file that holds one result of all calls.
  struct File {
    int32_t fetch;
    std::string path;
    std::optional<NpyWriter> writer; ///< with data, from the first call on
    bool perRow = false; ///< calls join along axis 0; else they are stacked
    std::vector<int64_t> callDims; ///< of one call's result (axis 0 if !perRow)
  };

  Outputs(const vf_entry_desc &entry, const Inputs &inputs)
      : entry(entry), inputs(inputs), arguments(entry.num_fetches) {}

  Status begin(File &file);
  Status append(File &file, int64_t call);
  Status writeLast(File &file);

  const vf_entry_desc &entry;
  const Inputs &inputs;
  std::vector<vf_arg> arguments;
  std::vector<File> files;
  std::vector<int32_t> printed;
  std::vector<std::string> written;
};

/// "loss = 0.25, accuracy = 0.5".
std::string valuesText(const std::vector<PrintedValue> &values);

} // namespace vf::rt

#endif // VF_RT_MAIN_OUTPUTS_H
