// Stands for io/postgres/libpq in a build without libpq.
#include "io/postgres/postgres.hpp"

#include "engine/error.hpp"

namespace replica {

std::unique_ptr<RowSource> query_postgres(const std::string&, const std::string&, const std::string&) {
    throw InputError(
        "reading from PostgreSQL needs libpq, which this build is without; install it (Debian: libpq-dev) and build "
        "again");
}

}  // namespace replica
