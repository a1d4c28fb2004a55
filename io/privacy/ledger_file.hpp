#pragma once

#include "engine/privacy/privacy_statement.hpp"

#include <string>

namespace replica {

/// The file beside a model that holds its ledger: model.ledger.json for model.h5.
std::string ledger_path(const std::string& model_path);

/// Writes it, for anyone to read. Throws JobError.
void write_ledger(const PrivacyStatement& statement, const std::string& model_path);

}  // namespace replica
