#include "tests/jobs/described_extract.hpp"

#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace replica::test {

namespace {

// A number written with commas, and the text after it.
std::uint64_t take_number(std::string_view& text) {
    std::uint64_t number = 0;
    std::size_t end = 0;
    for (; end < text.size() && (std::isdigit(static_cast<unsigned char>(text[end])) != 0 || text[end] == ','); ++end)
        if (text[end] != ',') number = 10 * number + static_cast<std::uint64_t>(text[end] - '0');
    if (end == 0) throw std::runtime_error("no number: " + std::string(text));
    text.remove_prefix(end);
    return number;
}

std::uint64_t number_after(std::string_view& text, std::string_view words) {
    const auto found = text.find(words);
    if (found == std::string_view::npos)
        throw std::runtime_error("no \"" + std::string(words) + "\" in: " + std::string(text));
    text.remove_prefix(found + words.size());
    return take_number(text);
}

}  // namespace

std::string dependent_extract(unsigned columns, unsigned rows) {
    std::string text;
    for (unsigned c = 0; c < columns; ++c) text += (c == 0 ? "c" : ",c") + std::to_string(c);
    text += '\n';
    std::uint64_t state = 12345;
    std::vector<unsigned> codes(columns);
    for (unsigned row = 0; row < rows; ++row) {
        for (unsigned c = 0; c < columns; ++c) {
            state = state * 6364136223846793005U + 1442695040888963407U;  // Knuth's MMIX
            const auto draw = static_cast<unsigned>(state >> 33U);
            const unsigned domain = 2 + c % 7;
            const unsigned leaning = c < 2 ? draw : codes[c - 1] + 3 * codes[c - 2];
            codes[c] = (draw % 10 < 5 ? leaning : draw / 10) % domain;
            text += static_cast<char>('a' + codes[c]);
            text += c + 1 < columns ? ',' : '\n';
        }
    }
    return text;
}

CountingFigures counting_figures(const std::string& log) {
    const std::string line = line_with(log, " tables, reused ");
    std::string_view rest = line;
    CountingFigures figures;
    figures.counted_sets = number_after(rest, "counted ");
    figures.counted_tables = number_after(rest, " sets of columns and ");
    figures.reused_sets = number_after(rest, " tables, reused ");
    figures.reused_tables = number_after(rest, " and ");
    return figures;
}

std::uint64_t remembered_sets(const std::string& log) {
    const std::string line = line_with(log, " remembers ");
    std::string_view rest = line;
    return line.empty() ? 0 : number_after(rest, " remembers ");
}

std::uint64_t placed_columns(const std::string& log) {
    const std::string line = line_with(log, " columns placed before");
    std::string_view rest = line;
    return line.empty() ? 0 : number_after(rest, ", after ");
}

std::string line_with(std::string_view log, std::string_view part) {
    const auto found = log.find(part);
    if (found == std::string_view::npos) return {};
    const auto before = log.rfind('\n', found);
    const auto begin = before == std::string_view::npos ? 0 : before + 1;
    return std::string(log.substr(begin, std::min(log.find('\n', found), log.size()) - begin));
}

std::vector<std::string> describe_arguments(const std::filesystem::path& extract, const std::filesystem::path& model,
                                            const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"describe", extract.string(), "--epsilon",   "none",
                                       "--force",  "--model",        model.string()};
    if (std::find(more.begin(), more.end(), "--degree") == more.end())
        arguments.insert(arguments.end(), {"--degree", "3"});
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

Described describe_extract(const std::filesystem::path& extract, const std::vector<std::string>& more,
                           const RunOptions& options) {
    const TemporaryDirectory folder;
    const auto model = folder.path() / "model.h5";
    const CommandResult result = run_replica(describe_arguments(extract, model, more), options);
    if (result.exit_code != 0) throw std::runtime_error("describe failed: " + result.err);
    return {read_text(model), result.err, counting_figures(result.err)};
}

}  // namespace replica::test
