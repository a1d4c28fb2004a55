#pragma once

#include "engine/value_format.hpp"
#include "io/parquet/typed_columns.hpp"

#include <string_view>

namespace replica {

/// How the texts of a column become typed values.
struct TypedFormat {
    SqlType type = SqlType::text;
    ValueFormat format;  ///< of dates and timestamps

    /// Appends the value of a text; false, and nothing appended, where it is none of this type.
    [[nodiscard]] bool append(std::string_view text, TypedColumn& out) const;
};

/// The type that a format's values have. Times with a zone, or with more digits than microseconds, are texts.
TypedFormat typed_format(const ValueFormat& format);

}  // namespace replica
