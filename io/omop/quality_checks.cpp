#include "io/omop/quality_checks.hpp"

#include "io/omop/table_pass.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace replica {
namespace {

bool has(const OmopTable& table, const std::string& column) {
    return std::find(table.columns.begin(), table.columns.end(), column) != table.columns.end();
}

bool is_calendar(const CdmColumn& column) { return column.type == CdmType::date || column.type == CdmType::datetime; }

class QualityChecks {
public:
    QualityChecks(SqlEngine& engine, const OmopSource& source) : engine_(engine), source_(source) {}

    std::vector<QualityCheck> run() {
        for (const CdmTable& cdm : source_.version->tables) {
            const OmopTable* table = source_.find(cdm.name);
            if (table != nullptr) {
                check_table(cdm, *table);
            } else if (cdm.required) {
                add({CheckKind::table_there, cdm.name, "", 1, 1, Verdict::error,
                     "the table is not there, and the CDM requires it"});
            }
        }
        return std::move(checks_);
    }

private:
    void add(QualityCheck check) { checks_.push_back(std::move(check)); }

    void check_table(const CdmTable& cdm, const OmopTable& table) {
        if (cdm.required) add({CheckKind::table_there, cdm.name, "", 1, 0, Verdict::passed, ""});
        check_columns(cdm, table);
        TablePass pass(engine_, table, sql_name(table.name));
        for (const std::string& column : table.doubtful)
            pass.add(CheckKind::type, column, sql_name(column) + " IS NOT NULL OR " + sql_name(unread_column(column)),
                     sql_name(unread_column(column)), structural,
                     "hold what is no " + std::string(type_word(find_column(cdm, column)->type)));
        for (const CdmColumn& column : cdm.columns)
            if (has(table, column.name)) add_values(cdm, table, column, pass);
        for (const CdmColumn& column : cdm.columns)
            if (has(table, column.name)) add_keys(table, column, pass);
        const std::uint64_t rows = pass.run(checks_);
        if (cdm.group == CdmTable::Group::clinical) {
            const bool empty = rows == 0;
            add({CheckKind::table_filled, cdm.name, "", 1, empty ? 1U : 0U, empty ? Verdict::warning : Verdict::passed,
                 empty ? "the table has no rows" : ""});
        }
        if (rows > 0) check_persons(cdm, table);
    }

    void check_columns(const CdmTable& cdm, const OmopTable& table) {
        for (const CdmColumn& column : cdm.columns) {
            if (!column.required) continue;
            const bool there = has(table, column.name);
            add({CheckKind::column_there, cdm.name, column.name, 1, there ? 0U : 1U,
                 there ? Verdict::passed : Verdict::error,
                 there ? "" : "the column is not there, and the CDM requires it"});
        }
        for (const std::string& column : table.columns) {
            if (find_column(cdm, column) != nullptr) continue;
            add({CheckKind::column_known, cdm.name, column, 1, 1, Verdict::warning,
                 "the column is none of CDM " + source_.version->name});
        }
    }

    static std::string_view type_word(CdmType type) {
        switch (type) {
            case CdmType::integer: return "whole number";
            case CdmType::real: return "number";
            case CdmType::date: return "date";
            case CdmType::datetime: return "date with time";
            case CdmType::text: break;
        }
        return "text";
    }

    static void add_values(const CdmTable& cdm, const OmopTable& table, const CdmColumn& column, TablePass& pass) {
        const std::string name = sql_name(column.name);
        const std::string there = name + " IS NOT NULL";
        // A value that can't be read is not missing.
        const bool doubted =
            std::find(table.doubtful.begin(), table.doubtful.end(), column.name) != table.doubtful.end();
        const std::string missing =
            name + " IS NULL" + (doubted ? " AND NOT " + sql_name(unread_column(column.name)) : "");
        if (column.required)
            pass.add(CheckKind::value_there, column.name, "true", missing, structural,
                     "have no value, which is required");
        if (!column.end_column.empty() && has(table, column.end_column))
            pass.add(CheckKind::start_before_end, column.name,
                     there + " AND " + sql_name(column.end_column) + " IS NOT NULL",
                     name + " > " + sql_name(column.end_column), plausible, "start after " + column.end_column);
        if (column.lowest || column.highest) add_range(column, there, pass);
        const bool clinical = cdm.group == CdmTable::Group::clinical;
        if (is_calendar(column) && clinical && cdm.name != "cdm_source") {
            const std::string first = cdm.name == "person" ? "1850-01-01" : "1950-01-01";
            pass.add(CheckKind::plausible, column.name, there,
                     name + " < DATE '" + first + "' OR CAST(" + name + " AS DATE) > current_date + 1", plausible,
                     "are before " + first + " or after tomorrow");
        }
        if (column.required && column.foreign_table == "concept" && clinical)
            pass.add(CheckKind::mapped, column.name, there, name + " = 0", unmapped,
                     "have concept 0, which is unmapped");
    }

    static void add_range(const CdmColumn& column, const std::string& there, TablePass& pass) {
        const std::string name = sql_name(column.name);
        const auto number = [](double value) {
            std::array<char, 40> text{};
            return std::string(
                text.data(),
                std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ptr);
        };
        std::string fails;
        std::string says;
        if (column.lowest) {
            fails = name + " < " + number(*column.lowest);
            says = "are below " + number(*column.lowest);
        }
        if (column.highest) {
            fails += (fails.empty() ? "" : " OR ") + name + " > " + number(*column.highest);
            says += (says.empty() ? "are" : " or") + std::string(" above ") + number(*column.highest);
        }
        pass.add(CheckKind::plausible, column.name, there, fails, plausible, says);
    }

    void add_keys(const OmopTable& table, const CdmColumn& column, TablePass& pass) {
        if (column.key) pass.add_key(column.name);
        const OmopTable* foreign = column.foreign_table.empty() ? nullptr : source_.find(column.foreign_table);
        if (foreign == nullptr || !has(*foreign, column.foreign_column)) return;
        if (column.foreign_table == "concept") return add_concepts(table, column, pass);
        const bool vocabulary = foreign->cdm->group == CdmTable::Group::vocabulary;
        if (vocabulary && is_empty(*foreign)) return;
        const std::string name = sql_name(column.name);
        pass.add(CheckKind::foreign_key, column.name, name + " IS NOT NULL",
                 name + " NOT IN (FROM " + keys_of(*foreign, column.foreign_column) + ")",
                 vocabulary ? doubtful : structural,
                 "name what " + column.foreign_table + "." + column.foreign_column + " doesn't have");
    }

    /// The name of a table of the values of a key, read once: text files are slow to read again and again.
    const std::string& keys_of(const OmopTable& table, const std::string& column, const std::string& where = "true") {
        const auto [known, added] = key_sets_.try_emplace(table.name + "." + column + " where " + where);
        if (added) {
            known->second = "replica_keys_" + std::to_string(key_sets_.size());
            engine_.run("CREATE TABLE " + known->second + " AS SELECT DISTINCT " + sql_name(column) +
                        " AS value FROM " + sql_name(table.name) + " WHERE " + sql_name(column) + " IS NOT NULL AND " +
                        where);
        }
        return known->second;
    }

    bool is_empty(const OmopTable& table) {
        const auto [known, added] = empty_.try_emplace(table.name, false);
        if (added)
            known->second = first_row_of_numbers(engine_, "SELECT count(*) FROM (SELECT 1 FROM " +
                                                              sql_name(table.name) + " LIMIT 1)")[0] == 0;
        return known->second;
    }

    void add_concepts(const OmopTable& table, const CdmColumn& column, TablePass& pass) {
        const OmopTable& concepts = *source_.find("concept");
        if (table.cdm->group == CdmTable::Group::vocabulary || is_empty(concepts)) return;
        const std::string name = sql_name(column.name);
        const std::string set = keys_of(concepts, "concept_id");
        const std::string known = name + " <> 0 AND " + name + " IN (FROM " + set + ")";
        pass.add(CheckKind::foreign_key, column.name, name + " <> 0", name + " NOT IN (FROM " + set + ")", doubtful,
                 "name a concept that the vocabulary doesn't have");
        if (column.standard && has(concepts, "standard_concept"))
            pass.add(CheckKind::standard, column.name, known,
                     name + " NOT IN (FROM " + keys_of(concepts, "concept_id", "standard_concept = 'S'") + ")",
                     doubtful, "name a concept that is not standard");
        if (!column.domain.empty() && has(concepts, "domain_id"))
            pass.add(CheckKind::domain, column.name, known,
                     name + " NOT IN (FROM " +
                         keys_of(concepts, "concept_id", "domain_id = " + sql_literal(column.domain)) + ")",
                     doubtful, "name a concept of another domain than " + column.domain);
    }

    /// What is to lie in a person's life.
    void check_persons(const CdmTable& cdm, const OmopTable& table) {
        const OmopTable* person = source_.find("person");
        const bool events = cdm.group == CdmTable::Group::clinical && cdm.name != "person" && has(table, "person_id") &&
                            person != nullptr && has(*person, "person_id");
        if (!events) return;
        if (cdm.name == "observation_period") check_overlaps(table);
        const OmopTable* death = source_.find("death");
        const bool births = has(*person, "year_of_birth");
        const bool deaths =
            death != nullptr && cdm.name != "death" && has(*death, "person_id") && has(*death, "death_date");
        std::string from = sql_name(table.name) + " t";
        if (births) from += " LEFT JOIN (" + birth(*person) + ") b ON b.person_id = t.person_id";
        if (deaths)
            from +=
                " LEFT JOIN (SELECT person_id, max(death_date) AS day FROM death GROUP BY person_id) d ON d.person_id "
                "= "
                "t.person_id";
        TablePass pass(engine_, table, from);
        for (const CdmColumn& column : cdm.columns) {
            if (!is_calendar(column) || !has(table, column.name)) continue;
            const std::string name = "t." + sql_name(column.name);
            const std::string day = "CAST(" + name + " AS DATE)";
            if (births)
                pass.add(CheckKind::after_birth, column.name, name + " IS NOT NULL AND b.day IS NOT NULL",
                         day + " < b.day", plausible, "are before the person's birth");
            if (deaths)
                pass.add(CheckKind::before_death, column.name, name + " IS NOT NULL AND d.day IS NOT NULL",
                         day + " > d.day + 60", plausible, "are more than 60 days after the person's death");
        }
        pass.run(checks_);
    }

    // The first day that the birth may have been.
    static std::string birth(const OmopTable& person) {
        const std::string month = has(person, "month_of_birth") ? "coalesce(month_of_birth, 1)" : "1";
        const std::string day = has(person, "day_of_birth") && has(person, "month_of_birth")
                                    ? "CASE WHEN month_of_birth IS NULL THEN 1 ELSE coalesce(day_of_birth, 1) END"
                                    : "1";
        return "SELECT person_id, max(TRY_CAST(printf('%04d-%02d-%02d', year_of_birth, " + month + ", " + day +
               ") AS DATE)) AS day FROM person GROUP BY person_id";
    }

    void check_overlaps(const OmopTable& table) {
        if (!has(table, "observation_period_start_date") || !has(table, "observation_period_end_date")) return;
        const auto counts = first_row_of_numbers(
            engine_,
            "SELECT count(*), count(*) FILTER (observation_period_start_date <= before) FROM (SELECT "
            "observation_period_start_date, max(observation_period_end_date) OVER (PARTITION BY person_id ORDER BY "
            "observation_period_start_date, observation_period_end_date ROWS BETWEEN UNBOUNDED PRECEDING AND 1 "
            "PRECEDING) "
            "AS before FROM observation_period WHERE person_id IS NOT NULL)");
        add(concluded({CheckKind::no_overlap, table.name, "", counts[0], counts[1], Verdict::passed, ""}, structural,
                      "begin before the person's last observation period ends"));
    }

    SqlEngine& engine_;
    const OmopSource& source_;
    std::vector<QualityCheck> checks_;
    std::map<std::string, bool> empty_;
    std::map<std::string, std::string> key_sets_;
};

}  // namespace

std::string_view name_of(CheckKind kind) {
    switch (kind) {
        case CheckKind::table_there: return "table-there";
        case CheckKind::table_filled: return "table-filled";
        case CheckKind::column_there: return "column-there";
        case CheckKind::column_known: return "column-known";
        case CheckKind::type: return "type";
        case CheckKind::value_there: return "value-there";
        case CheckKind::primary_key: return "primary-key";
        case CheckKind::foreign_key: return "foreign-key";
        case CheckKind::start_before_end: return "start-before-end";
        case CheckKind::after_birth: return "after-birth";
        case CheckKind::before_death: return "before-death";
        case CheckKind::no_overlap: return "no-overlap";
        case CheckKind::plausible: return "plausible";
        case CheckKind::mapped: return "mapped";
        case CheckKind::standard: return "standard";
        case CheckKind::domain: return "domain";
    }
    return "";
}

std::vector<QualityCheck> check_quality(SqlEngine& engine, const OmopSource& source) {
    return QualityChecks(engine, source).run();
}

}  // namespace replica
