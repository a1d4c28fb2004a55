#pragma once

#include "engine/privacy/ledger.hpp"
#include "engine/privacy/privacy_statement.hpp"

#include <string>

namespace replica {

/// The ledger as JSON, for a file beside the model and inside it.
std::string statement_text(const PrivacyStatement& statement);

/// Inverse of statement_text. Throws InputError where the text is none.
PrivacyStatement parse_statement(const std::string& text);

/// A release with its outcome as one line, and back; nothing where the line is cut.
std::string drawn_line(const Drawn& drawn);
std::optional<Drawn> parse_drawn(const std::string& line);

/// zcdp, pure; add-or-remove, replace-one.
std::string name_of(Accounting accounting);
std::string name_of(Neighbours neighbours);

}  // namespace replica
