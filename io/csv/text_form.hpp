#pragma once

#include "engine/model.hpp"
#include "io/csv/dialect.hpp"

namespace replica {

/// A source's dialect as the form of a replica, with its first token for missing values.
inline TextForm text_form(const CsvDialect& dialect) {
    TextForm form;
    form.separator = dialect.separator;
    form.quoting = dialect.quoting == Quoting::rfc4180;
    form.backslash_escapes = dialect.escapes == Escapes::backslash;
    form.missing_tokens = dialect.missing_tokens;
    form.missing_token = dialect.missing_tokens.front();
    return form;
}

}  // namespace replica
