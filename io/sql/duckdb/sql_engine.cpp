#include "io/sql/sql_engine.hpp"

#include "io/sql/duckdb/handles.hpp"
#include "io/sql/sql_script.hpp"

#include <charconv>
#include <string_view>

namespace replica {
namespace {

// The C interface as this program uses it is that of 1.4, and stays so in 1.x.
void check_version(std::string_view version) {
    int major = 0;
    int minor = 0;
    if (version.starts_with('v')) version.remove_prefix(1);
    const char* end = version.data() + version.size();
    const auto first = std::from_chars(version.data(), end, major);
    if (first.ec == std::errc{} && first.ptr != end) std::from_chars(first.ptr + 1, end, minor);
    if (major == 1 && minor >= 4) return;
    throw InputError("DuckDB " + std::string(version) +
                     " was loaded, but replica works with versions from 1.4 to below 2; load such a one");
}

// First line of a message, and the line of the text that it speaks of.
SqlError sql_error(std::string_view message) {
    std::size_t line = 0;
    if (const auto mark = message.find("\nLINE "); mark != std::string_view::npos) {
        const std::string_view number = message.substr(mark + 6);
        std::from_chars(number.data(), number.data() + number.size(), line);
        message = message.substr(0, mark);
    }
    std::string sentence;
    for (const char c : message) {
        const bool gap = c == '\n' || c == '\r' || c == '\t';
        if (!gap) {
            sentence += c;
        } else if (!sentence.empty() && sentence.back() != ' ') {
            sentence += ' ';
        }
    }
    while (!sentence.empty() && (sentence.back() == ' ' || sentence.back() == '.')) sentence.pop_back();
    return {sentence, line};
}

class Configuration {
public:
    Configuration() {
        if (duckdb_create_config(&config_) != DuckDBSuccess) throw JobError("DuckDB gives no configuration");
    }
    Configuration(const Configuration&) = delete;
    Configuration& operator=(const Configuration&) = delete;
    ~Configuration() { duckdb_destroy_config(&config_); }

    void set(const char* name, const std::string& value) {
        if (duckdb_set_config(config_, name, value.c_str()) != DuckDBSuccess)
            throw JobError("DuckDB refuses the setting " + std::string(name) + " = " + value);
    }
    [[nodiscard]] duckdb_config get() const { return config_; }

private:
    duckdb_config config_ = nullptr;
};

void configure(Configuration& config, const SqlLimits& limits) {
    config.set("threads", std::to_string(limits.threads));
    config.set("autoinstall_known_extensions", "false");
    config.set("autoload_known_extensions", "false");
    if (limits.memory_bytes > 0) config.set("memory_limit", std::to_string(limits.memory_bytes >> 10U) + "KiB");
    config.set("temp_directory", limits.temporary_folder);
}

// One statement at a time: the engine's own splitting loses the places of faults.
void prepare(duckdb_connection connection, const std::string& sql, StatementHandle& statement) {
    if (duckdb_prepare(connection, sql.c_str(), &statement.statement) != DuckDBSuccess)
        throw_sql_error(duckdb_prepare_error(statement.statement));
}

void execute(duckdb_connection connection, const std::string& sql) {
    StatementHandle statement;
    prepare(connection, sql, statement);
    duckdb_result result{};
    const bool done = duckdb_execute_prepared(statement.statement, &result) == DuckDBSuccess;
    std::string message;
    duckdb_error_type type = DUCKDB_ERROR_INVALID;
    if (!done) {
        message = duckdb_result_error(&result);
        type = duckdb_result_error_type(&result);
    }
    duckdb_destroy_result(&result);
    if (!done) throw_sql_error(message.c_str(), type);
}

}  // namespace

void throw_sql_error(const char* message, duckdb_error_type type) {
    const SqlError error = sql_error(message == nullptr ? "DuckDB gives no reason" : message);
    const std::string_view text = error.what();
    const bool exhausted = type == DUCKDB_ERROR_OUT_OF_MEMORY || text.starts_with("Out of Memory Error") ||
                           text.find("No space left") != std::string_view::npos;
    if (exhausted) throw JobError("DuckDB: " + std::string(text));
    throw SqlError(error);
}

struct SqlEngine::Handles {
    std::shared_ptr<DatabaseHandle> database;
    duckdb_connection connection = nullptr;

    explicit Handles(std::shared_ptr<DatabaseHandle> of) : database(std::move(of)) {
        if (duckdb_connect(database->database, &connection) != DuckDBSuccess) throw JobError("DuckDB opens no session");
    }
    Handles(const Handles&) = delete;
    Handles& operator=(const Handles&) = delete;
    ~Handles() { duckdb_disconnect(&connection); }
};

bool has_sql_engine() { return true; }
void require_sql_engine(const std::string&) {}

SqlEngine::SqlEngine(const SqlLimits& limits) {
    check_version(duckdb_library_version());
    Configuration config;
    configure(config, limits);
    auto database = std::make_shared<DatabaseHandle>();
    char* message = nullptr;
    if (duckdb_open_ext(nullptr, &database->database, config.get(), &message) != DuckDBSuccess) {
        const std::string text = message == nullptr ? "" : message;
        duckdb_free(message);
        throw_sql_error(text.c_str());
    }
    handles_ = std::make_unique<Handles>(std::move(database));
    run("SET TimeZone = 'UTC'; SET enable_progress_bar = false");
}

SqlEngine::~SqlEngine() = default;

SqlEngine::SqlEngine(const SqlEngine& other) : handles_(std::make_unique<Handles>(other.handles_->database)) {
    run("SET TimeZone = 'UTC'");
}

void* SqlEngine::connection() const { return handles_->connection; }

void SqlEngine::run(const std::string& sql) {
    for (const std::string& statement : split_statements(sql)) execute(handles_->connection, statement);
}

SqlRows SqlEngine::query(const std::string& sql) {
    std::vector<std::string> statements = split_statements(sql);
    if (statements.empty()) throw SqlError("there is no statement in it", 0);
    const std::string last = std::move(statements.back());
    statements.pop_back();
    for (const std::string& statement : statements) execute(handles_->connection, statement);
    auto rows = std::make_unique<SqlRows::Result>();
    rows->statement = std::make_unique<StatementHandle>();
    prepare(handles_->connection, last, *rows->statement);
    if (duckdb_execute_prepared_streaming(rows->statement->statement, &rows->result) != DuckDBSuccess)
        throw_sql_error(duckdb_result_error(&rows->result), duckdb_result_error_type(&rows->result));
    return SqlRows(std::move(rows));
}

}  // namespace replica
