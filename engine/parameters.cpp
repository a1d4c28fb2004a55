#include "engine/parameters.hpp"

#include "engine/byte_stream.hpp"
#include "kernels/contingency_table.hpp"
#include "kernels/sparse_contingency_table.hpp"

#include <algorithm>

namespace replica {
namespace {

// Above this many cells a family's table is counted sparsely.
constexpr double dense_cells = 1 << 22;

// Collects cells in ascending order of configuration·|child| + code.
class FamilyBuilder {
public:
    FamilyBuilder(Family& family, std::uint64_t child_domain) : family_(family), child_domain_(child_domain) {}

    void add(std::uint64_t cell, std::uint32_t count) {
        const std::uint64_t configuration = cell / child_domain_;
        if (family_.configurations.empty() || family_.configurations.back() != configuration) {
            family_.configurations.push_back(configuration);
            family_.first_cell.push_back(family_.codes.size());
        }
        family_.codes.push_back(static_cast<std::uint16_t>(cell % child_domain_));
        family_.counts.push_back(count);
    }
    void finish() { family_.first_cell.push_back(family_.codes.size()); }

private:
    Family& family_;
    std::uint64_t child_domain_;
};

void pack(const Family& family, ByteWriter& out) {
    out.put_all(family.configurations);
    out.put_all(family.first_cell);
    out.put_all(family.codes);
    out.put_all(family.counts);
}

void unpack(ByteReader& in, Family& family) {
    family.configurations = in.get_all<std::uint64_t>();
    family.first_cell = in.get_all<std::uint64_t>();
    family.codes = in.get_all<std::uint16_t>();
    family.counts = in.get_all<std::uint32_t>();
}

Family empty_family(const NetworkNode& node) {
    Family family;
    family.child = node.child;
    family.parents = node.parents;
    family.score = node.score;
    return family;
}

}  // namespace

Family count_family(const NetworkNode& node, std::span<const CodeColumn> columns,
                    std::span<const std::uint32_t> domains) {
    // Row-major with the child last and the first parent next to it: a cell is configuration·|child| + code.
    std::vector<std::uint32_t> order(node.parents.rbegin(), node.parents.rend());
    order.push_back(node.child);
    std::vector<CodeColumn> own_columns;
    std::vector<std::uint32_t> own_domains;
    double cells = 1;
    for (const std::uint32_t column : order) {
        own_columns.push_back(columns[column]);
        own_domains.push_back(domains[column]);
        cells *= domains[column];
    }
    Family family = empty_family(node);
    FamilyBuilder builder(family, domains[node.child]);
    if (cells <= dense_cells) {
        std::vector<std::uint32_t> counts(static_cast<std::size_t>(cells));
        ContingencyScratch scratch;
        count_contingency_table({own_columns, own_domains, {}}, counts, scratch);
        for (std::size_t cell = 0; cell < counts.size(); ++cell) {
            if (counts[cell] > 0) builder.add(cell, counts[cell]);
        }
    } else {
        for (const SparseCell& cell : sparse_contingency_table({own_columns, own_domains, {}}).cells) {
            builder.add(cell.cell, cell.count);
        }
    }
    builder.finish();
    return family;
}

std::vector<Family> learn_parameters(const std::vector<NetworkNode>& nodes, std::span<const CodeColumn> columns,
                                     std::span<const std::uint32_t> domains, const Communicator& comm) {
    const auto ranks = static_cast<std::size_t>(comm.size());
    ByteWriter mine;
    for (std::size_t i = static_cast<std::size_t>(comm.rank()); i < nodes.size(); i += ranks) {
        pack(count_family(nodes[i], columns, domains), mine);
    }
    const auto gathered = comm.gather(mine.take());
    if (!comm.is_root()) return {};
    std::vector<Family> families;
    for (const NetworkNode& node : nodes) families.push_back(empty_family(node));
    for (std::size_t rank = 0; rank < ranks; ++rank) {
        ByteReader in(gathered[rank]);
        for (std::size_t i = rank; i < nodes.size(); i += ranks) unpack(in, families[i]);
    }
    return families;
}

double single_row_share(const Family& family) {
    if (family.configurations.empty()) return 0;
    std::size_t single = 0;
    for (std::size_t i = 0; i < family.configurations.size(); ++i) {
        const std::uint64_t first = family.first_cell[i];
        if (family.first_cell[i + 1] - first == 1 && family.counts[first] == 1) ++single;
    }
    return static_cast<double>(single) / static_cast<double>(family.configurations.size());
}

}  // namespace replica
