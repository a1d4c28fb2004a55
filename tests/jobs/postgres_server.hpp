#pragma once

#include <filesystem>
#include <string>

#include <sys/types.h>

namespace replica::test {

/// A PostgreSQL server of Debian's package, with its data below a folder of its own and on a free port of loopback;
/// stopped, by its process number, with the object. As root it runs as user postgres.
class PostgresServer {
public:
    /// Throws std::runtime_error where it doesn't come up within a minute.
    explicit PostgresServer(const std::filesystem::path& folder);
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    /// Whether the package is there.
    static bool is_installed();

    /// postgresql://replica@127.0.0.1:PORT/postgres
    [[nodiscard]] const std::string& address() const { return address_; }

    /// Runs statements; throws std::runtime_error where one fails.
    void run(const std::string& sql) const;

    /// Fills a table of texts and numbers with a CSV file that has a header.
    void load(const std::string& table, const std::filesystem::path& file) const;

private:
    std::filesystem::path folder_;
    pid_t process_ = -1;
    std::string address_;
};

}  // namespace replica::test
