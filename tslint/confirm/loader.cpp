// Runs a saved TorchScript file on saved inputs, in a process without Python.
//
//   loader MODEL.pt DEVICE SEED DIRECTORY N [N ...]
//
// For each N it reads DIRECTORY/inputs-N.pt (a tuple of arguments, written by torch.save), and writes
// DIRECTORY/cpp-N.pt (the output, for torch.load) or DIRECTORY/cpp-N.txt (why there is none).
#include <torch/script.h>

#include <exception>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

std::vector<char> read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write(const std::string& path, const char* data, std::size_t size) {
  std::ofstream(path, std::ios::binary).write(data, static_cast<std::streamsize>(size));
}

// An unpickled container has no element type, and a method takes only its own types.
c10::IValue typed(const c10::IValue& value, const c10::TypePtr& type) {
  if (value.isNone()) return value;
  if (auto optional = type->cast<c10::OptionalType>()) return typed(value, optional->getElementType());
  if (auto list = type->cast<c10::ListType>(); list && value.isList()) {
    c10::impl::GenericList made(list->getElementType());
    for (const c10::IValue& item : value.toListRef()) made.push_back(typed(item, list->getElementType()));
    return made;
  }
  if (auto dict = type->cast<c10::DictType>(); dict && value.isGenericDict()) {
    c10::impl::GenericDict made(dict->getKeyType(), dict->getValueType());
    for (const auto& item : value.toGenericDict()) made.insert(item.key(), typed(item.value(), dict->getValueType()));
    return made;
  }
  if (auto tuple = type->cast<c10::TupleType>(); tuple && value.isTuple()) {
    std::vector<c10::IValue> made;
    for (std::size_t index = 0; index < tuple->elements().size(); ++index)
      made.push_back(typed(value.toTupleRef().elements().at(index), tuple->elements()[index]));
    return c10::ivalue::Tuple::create(std::move(made));
  }
  return value;
}

c10::IValue moved(const c10::IValue& value, const c10::Device& device) {
  if (value.isTensor()) return value.toTensor().to(device);
  if (value.isList()) {
    c10::impl::GenericList made(c10::AnyType::get());
    for (const c10::IValue& item : value.toListRef()) made.push_back(moved(item, device));
    return made;
  }
  if (value.isGenericDict()) {
    c10::impl::GenericDict made(value.toGenericDict().keyType(), c10::AnyType::get());
    for (const auto& item : value.toGenericDict()) made.insert(item.key(), moved(item.value(), device));
    return made;
  }
  if (value.isTuple()) {
    std::vector<c10::IValue> made;
    for (const c10::IValue& item : value.toTupleRef().elements()) made.push_back(moved(item, device));
    return c10::ivalue::Tuple::create(std::move(made));
  }
  return value;
}

void run(torch::jit::Module& module, const c10::Device& device, const std::string& place, const std::string& number) {
  const c10::IValue read_inputs = torch::jit::pickle_load(read(place + "/inputs-" + number + ".pt"));
  const auto& arguments = module.get_method("forward").function().getSchema().arguments();
  std::vector<c10::IValue> inputs;
  // The method's first argument is the module itself.
  for (const c10::IValue& value : read_inputs.toTupleRef().elements())
    inputs.push_back(typed(moved(value, device), arguments.at(inputs.size() + 1).type()));
  const c10::IValue output = moved(module.forward(std::move(inputs)), c10::kCPU);
  const std::vector<char> data = torch::jit::pickle_save(output);
  write(place + "/cpp-" + number + ".pt", data.data(), data.size());
}

}  // namespace

int main(int count, char** words) {
  const c10::Device device(words[2]);
  const std::string place = words[4];
  const c10::InferenceMode no_gradients;
  torch::jit::Module module = torch::jit::load(words[1], device);
  for (int index = 5; index < count; ++index) {
    const std::string number = words[index];
    try {
      torch::manual_seed(std::stoull(words[3]) + std::stoull(number));
      run(module, device, place, number);
    } catch (const c10::Error& error) {
      const std::string reason = error.what_without_backtrace();
      write(place + "/cpp-" + number + ".txt", reason.data(), reason.size());
    } catch (const std::exception& error) {
      const std::string reason = error.what();
      write(place + "/cpp-" + number + ".txt", reason.data(), reason.size());
    }
  }
  return 0;
}
