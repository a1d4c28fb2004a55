#pragma once

#include "engine/model.hpp"
#include "io/overwrite.hpp"

#include <string>

namespace replica {

/// Version of the layout that this program writes and reads.
inline constexpr int model_format_version = 2;

/// Writes a model, mode 0600: to a temporary name beside it, synced, then renamed. Equal models are equal bytes, the
/// last of which are a checksum of the others (file_checksum.hpp). Throws InputError where `path` exists and may not be
/// overwritten or its folder is missing, JobError where writing fails; then nothing is left.
void write_model(const Model& model, const std::string& path, Overwrite overwrite);

/// Throws InputError unless `path` could be written by write_model: called before long work.
void check_model_path(const std::string& path, Overwrite overwrite);

/// Reads and checks a model. Throws InputError where the file is missing, is no model, is damaged, or was written by
/// a newer version.
Model read_model(const std::string& path);

}  // namespace replica
