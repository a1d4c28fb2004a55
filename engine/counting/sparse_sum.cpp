#include "engine/counting/sparse_sum.hpp"

#include "engine/byte_stream.hpp"

namespace replica {
namespace {

std::vector<SparseCell> add(const std::vector<SparseCell>& a, const std::vector<SparseCell>& b) {
    std::vector<SparseCell> sum;
    sum.reserve(a.size() + b.size());
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() || j < b.size()) {
        if (j == b.size() || (i < a.size() && a[i].cell < b[j].cell)) {
            sum.push_back(a[i++]);
        } else if (i == a.size() || b[j].cell < a[i].cell) {
            sum.push_back(b[j++]);
        } else {
            sum.push_back({a[i].cell, a[i].count + b[j].count});
            ++i;
            ++j;
        }
    }
    return sum;
}

Bytes pack(const std::vector<SparseCell>& cells) {
    ByteWriter out;
    out.put<std::uint64_t>(cells.size());
    for (const SparseCell& cell : cells) {
        out.put(cell.cell);
        out.put(cell.count);
    }
    return out.take();
}

std::vector<SparseCell> unpack(const Bytes& bytes) {
    ByteReader in(bytes);
    std::vector<SparseCell> cells(static_cast<std::size_t>(in.get<std::uint64_t>()));
    for (SparseCell& cell : cells) {
        cell.cell = in.get<std::uint64_t>();
        cell.count = in.get<std::uint32_t>();
    }
    return cells;
}

}  // namespace

std::vector<SparseCell> sum_sparse_tables(const std::vector<SparseCell>& own, const Communicator& comm, int root) {
    if (comm.size() == 1) return own;
    const auto gathered = comm.gather(pack(own), root);
    std::vector<SparseCell> sum;
    for (const Bytes& bytes : gathered) sum = add(sum, unpack(bytes));
    return sum;
}

}  // namespace replica
