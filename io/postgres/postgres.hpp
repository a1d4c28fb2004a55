#pragma once

#include "io/sql/row_source.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace replica {

/// Whether `source` is the address of a PostgreSQL server: postgresql://... or postgres://...
bool is_postgres_address(std::string_view source);

/// An address without its password.
std::string without_password(const std::string& address);

/// Runs the statements of `sql` on the server at `address` in one transaction that only reads, times in UTC; the last
/// one's rows stream through COPY. `schema` comes first in the search path, unless it is empty.
///
/// Throws InputError where the server can't be reached or the program was built without libpq, SqlError where it
/// refuses a statement, JobError where the connection is lost.
std::unique_ptr<RowSource> query_postgres(const std::string& address, const std::string& schema,
                                          const std::string& sql);

}  // namespace replica
