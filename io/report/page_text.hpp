#pragma once

#include "engine/evaluation/verdicts.hpp"
#include "io/report/histogram_figure.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// `<h2 id=...>`, the head of a section.
std::string section_head(std::string_view id, std::string_view title);

/// A paragraph of text, escaped; empty for none.
std::string paragraph(std::string_view text, std::string_view look = {});

/// A picture in a card with its caption; small: a second line below it, may be empty.
std::string figure_card(std::string_view caption, std::string_view small, std::string_view picture);

/// The name of a level for people, with a mark that needs no colour, and its class.
std::string_view level_text(VerdictLevel level);
std::string_view level_look(VerdictLevel level);

/// What the colours of bars and lines mean.
std::string legend(const FigureContext& context);

/// A row of cells. Texts are escaped; numbers carry a value to be sorted by.
class TableRow {
public:
    explicit TableRow(std::string_view attributes = {});

    TableRow& text(std::string_view content);
    /// The same of what may hold a long name, which is broken anywhere so that numbers beside it stay in sight.
    TableRow& name(std::string_view content);
    /// shown: `value` for people; sorted by `value`.
    TableRow& number(double value, std::string_view shown);
    TableRow& count(std::uint64_t value);
    [[nodiscard]] std::string finish();

private:
    std::string html_;
};

/// The head of a table: number columns are those whose name begins with '#', which is taken off.
std::string table_head(const std::vector<std::string>& names, std::string_view look = {});

}  // namespace replica
