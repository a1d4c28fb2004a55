#include "tests/jobs/refusal.hpp"

#include <sstream>
#include <vector>

namespace replica::test {

std::string refusal_of(const CommandResult& result, unsigned ranks) {
    static const std::string beginning = "replica: ";
    std::vector<std::string> sentences;
    bool others = false;
    std::istringstream lines(result.err);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(beginning)) {
            sentences.push_back(line.substr(beginning.size()));
        } else {
            others = true;
        }
    }
    const bool aborted = result.err.find("MPI_ABORT") != std::string::npos;
    const bool clean = sentences.size() == 1 && !aborted && (!others || ranks > 1);
    return clean ? sentences.front() : "not one sentence: " + result.err;
}

}  // namespace replica::test
