#include "io/postgres/postgres.hpp"

#include "engine/error.hpp"
#include "io/sql/sql_engine.hpp"
#include "io/sql/sql_script.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <libpq-fe.h>
#include <string_view>
#include <vector>

namespace replica {
namespace {

struct ResultHandle {
    PGresult* result = nullptr;
    explicit ResultHandle(PGresult* of) : result(of) {}
    ResultHandle(const ResultHandle&) = delete;
    ResultHandle& operator=(const ResultHandle&) = delete;
    ~ResultHandle() { PQclear(result); }
};

std::string one_line(std::string_view text) {
    std::string line;
    for (const char c : text) {
        if (c != '\n' && c != '\r' && c != '\t') {
            line += c;
        } else if (!line.empty() && line.back() != ' ') {
            line += ' ';
        }
    }
    while (!line.empty() && (line.back() == ' ' || line.back() == '.')) line.pop_back();
    return line;
}

// Types by the numbers that PostgreSQL's catalogue pg_type gives them.
SqlType type_of(Oid type, const std::string& column) {
    switch (type) {
        case 16: return SqlType::boolean;
        case 20:
        case 21:
        case 23:
        case 26: return SqlType::integer;
        case 700:
        case 701: return SqlType::real;
        case 1700: return SqlType::decimal;
        case 1082: return SqlType::date;
        case 1083: return SqlType::time;
        case 1114:
        case 1184: return SqlType::timestamp;
        case 18:
        case 19:
        case 25:
        case 705:
        case 1042:
        case 1043:
        case 2950: return SqlType::text;
        default: break;
    }
    throw InputError("column \"" + column +
                     "\" has a type that is no number, date or text; cast it to one of them in the SQL");
}

class Session {
public:
    explicit Session(const std::string& address) : connection_(PQconnectdb(address.c_str())) {
        if (PQstatus(connection_) == CONNECTION_OK) return;
        const std::string why = one_line(PQerrorMessage(connection_));
        PQfinish(connection_);
        throw InputError(without_password(address) + " can't be reached (" + why +
                         "); check the address, the server and your rights");
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() { PQfinish(connection_); }

    [[nodiscard]] PGconn* get() const { return connection_; }

    void run(const std::string& sql) const { check(ResultHandle(PQexec(connection_, sql.c_str())), sql, 0); }

    // position: characters that were put before the user's text.
    void check(const ResultHandle& done, const std::string& sql, std::size_t put_before) const {
        const ExecStatusType status = PQresultStatus(done.result);
        if (status != PGRES_FATAL_ERROR && status != PGRES_BAD_RESPONSE && done.result != nullptr) return;
        throw_error(done.result, sql, put_before);
    }

    [[noreturn]] void throw_error(const PGresult* result, const std::string& sql, std::size_t put_before) const {
        if (result == nullptr || PQstatus(connection_) != CONNECTION_OK)
            throw JobError("the connection to PostgreSQL was lost: " + one_line(PQerrorMessage(connection_)));
        const char* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
        const std::string message = primary == nullptr ? PQresultErrorMessage(result) : primary;
        std::size_t line = 0;
        if (const char* position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION)) {
            const std::size_t at = std::strtoul(position, nullptr, 10);
            const std::size_t characters = at > put_before ? at - put_before : 0;
            line = line_of(sql, characters);
        }
        throw SqlError(one_line(message), line);
    }

private:
    // The server counts characters, not bytes.
    static std::size_t line_of(const std::string& sql, std::size_t characters) {
        std::size_t line = 1;
        std::size_t seen = 0;
        for (const char c : sql) {
            if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U && ++seen >= characters) break;
            if (c == '\n') ++line;
        }
        return line;
    }

    PGconn* connection_;
};

// A number as RowSource has it, through a double unless it is whole.
void append_decimal(std::string_view text, std::string& out) {
    if (text.find_first_of(".eE") == std::string_view::npos) {
        out += text;
        return;
    }
    double value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc{}) {
        out += text;
    } else {
        append_number(value, out);
    }
}

/// The rows of COPY ... TO STDOUT in its text form: fields between tabs, \N for missing, backslash escapes.
class CopiedRows final : public RowSource {
public:
    CopiedRows(std::unique_ptr<Session> session, std::vector<SqlColumn> columns) : session_(std::move(session)) {
        columns_ = std::move(columns);
    }

    bool next() override {
        constexpr std::size_t most_rows = 2048;
        text_.clear();
        fields_.clear();
        rows_ = 0;
        while (rows_ < most_rows && !ended_) {
            char* line = nullptr;
            const int size = PQgetCopyData(session_->get(), &line, 0);
            if (size > 0) {
                read_line({line, static_cast<std::size_t>(size)});
                ++rows_;
            } else {
                end(size);
            }
            PQfreemem(line);
        }
        return rows_ > 0;
    }

    [[nodiscard]] bool is_missing(std::size_t row, std::size_t column) const override {
        return fields_[row * columns_.size() + column].size == missing;
    }

    void append_text(std::size_t row, std::size_t column, std::string& out) const override {
        const Place& place = fields_[row * columns_.size() + column];
        const std::string_view text(text_.data() + place.begin, place.size);
        switch (columns_[column].type) {
            case SqlType::boolean: out += text == "t" ? "true" : "false"; break;
            case SqlType::decimal:
            case SqlType::real: append_decimal(text, out); break;
            case SqlType::timestamp: out += text.substr(0, text.find('+')); break;
            default: out += text;
        }
    }

private:
    static constexpr std::size_t missing = static_cast<std::size_t>(-1);
    struct Place {
        std::size_t begin = 0;
        std::size_t size = 0;
    };

    void read_line(std::string_view line) {
        if (line.ends_with('\n')) line.remove_suffix(1);
        for (;;) {
            const std::size_t tab = line.find('\t');
            read_field(line.substr(0, tab));
            if (tab == std::string_view::npos) return;
            line.remove_prefix(tab + 1);
        }
    }

    void read_field(std::string_view field) {
        if (field == "\\N") {
            fields_.push_back({text_.size(), missing});
            return;
        }
        const std::size_t begin = text_.size();
        for (std::size_t i = 0; i < field.size(); ++i) {
            if (field[i] != '\\' || i + 1 == field.size()) {
                text_ += field[i];
                continue;
            }
            constexpr std::string_view names = "bfnrtv";
            constexpr std::string_view meant = "\b\f\n\r\t\v";
            const std::size_t known = names.find(field[++i]);
            text_ += known == std::string_view::npos ? field[i] : meant[known];
        }
        fields_.push_back({begin, text_.size() - begin});
    }

    void end(int size) {
        ended_ = true;
        if (size == -2) session_->throw_error(nullptr, "", 0);
        while (PGresult* result = PQgetResult(session_->get())) {
            const ResultHandle handle(result);
            session_->check(handle, "", 0);
        }
    }

    std::unique_ptr<Session> session_;
    std::string text_;
    std::vector<Place> fields_;
    bool ended_ = false;
};

std::vector<SqlColumn> describe(const Session& session, const std::string& statement) {
    session.check(ResultHandle(PQprepare(session.get(), "", statement.c_str(), 0, nullptr)), statement, 0);
    const ResultHandle described(PQdescribePrepared(session.get(), ""));
    session.check(described, statement, 0);
    std::vector<SqlColumn> columns;
    for (int c = 0; c < PQnfields(described.result); ++c) {
        const std::string name = PQfname(described.result, c);
        columns.push_back({name, type_of(PQftype(described.result, c), name)});
    }
    if (columns.empty()) throw SqlError("the last statement gives no rows; end with a SELECT", 0);
    return columns;
}

}  // namespace

std::unique_ptr<RowSource> query_postgres(const std::string& address, const std::string& schema,
                                          const std::string& sql) {
    const std::vector<std::string> statements = split_statements(sql);
    if (statements.empty()) throw SqlError("there is no statement in it", 0);
    auto session = std::make_unique<Session>(address);
    session->run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    session->run("SET LOCAL DateStyle = 'ISO'; SET LOCAL TimeZone = 'UTC'; SET LOCAL extra_float_digits = 1");
    if (!schema.empty()) session->run("SET LOCAL search_path = " + sql_name(schema) + ", public");
    for (std::size_t i = 0; i + 1 < statements.size(); ++i) session->run(statements[i]);
    std::vector<SqlColumn> columns = describe(*session, statements.back());
    const std::string copy = "COPY (" + statements.back() + ") TO STDOUT";
    const ResultHandle started(PQexec(session->get(), copy.c_str()));
    session->check(started, statements.back(), 6);
    return std::make_unique<CopiedRows>(std::move(session), std::move(columns));
}

}  // namespace replica
