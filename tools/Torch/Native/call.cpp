// Finds an operator by its schema name and calls it boxed, each argument converted to the type that the schema asks for.
#include "shim.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>
#include <algorithm>
#include <sstream>

using namespace i2t;
using c10::IValue;
using c10::TypeKind;

std::string i2t::describe(const at::Tensor& t) {
  std::ostringstream s;
  if (!t.defined()) return "undefined tensor";
  s << c10::toString(t.scalar_type()) << t.sizes();
  if (!t.device().is_cpu()) s << " on " << t.device();
  return s.str();
}

namespace {

using i2t::describe;

// c10's own optional in libtorch 1.13, the standard library's later: taken from the functions that return them.
using OptionalSize = std::decay_t<decltype(std::declval<const c10::Argument&>().N())>;
using OptionalTensor = std::decay_t<decltype(std::declval<IValue&>().toOptional<at::Tensor>())>;

std::string describe(const Value& v) {
  std::ostringstream s;
  switch (v.tag) {
    case None: return "none";
    case TensorTag: return describe(borrow(v.p));
    case Int: s << v.i; break;
    case Double: s << v.d; break;
    case Bool: return v.i ? "true" : "false";
    case Ints: s << c10::IntArrayRef(static_cast<const int64_t*>(v.p), v.length); break;
    case Doubles: s << c10::ArrayRef<double>(static_cast<const double*>(v.p), v.length); break;
    case Tensors: {
      auto* handles = static_cast<void* const*>(v.p);
      s << v.length << " tensors";
      if (auto holes = std::count(handles, handles + v.length, nullptr)) s << ", " << holes << " of them missing";
      if (v.length > 0 && handles[0]) s << ", the first " << describe(borrow(handles[0]));
      break;
    }
    case String: s << '"' << std::string(static_cast<const char*>(v.p), v.length) << '"'; break;
    case Default: return "its default";
    case Device: s << c10::Device(static_cast<c10::DeviceType>(v.i), v.length); break;
    case Generator: return "a generator";
    default: s << "tag " << v.tag;
  }
  return s.str();
}

bool number(const Value& v) { return v.tag == Int || v.tag == Double || v.tag == Bool; }

// Converts one list; false when the value is no list of that element type.
bool convert_list(const c10::TypePtr& element, const OptionalSize& fixed, const Value& v, IValue& out) {
  auto kind = element->kind();
  if (kind == TypeKind::IntType || kind == TypeKind::SymIntType) {
    c10::List<int64_t> list;
    if (v.tag == Ints) {
      auto* p = static_cast<const int64_t*>(v.p);
      list.reserve(v.length);
      for (int32_t k = 0; k < v.length; k++) list.push_back(p[k]);
    } else if (v.tag == Int && fixed) {  // int[2] takes one number for both, as in Python
      for (int32_t k = 0; k < *fixed; k++) list.push_back(v.i);
    } else {
      return false;
    }
    out = std::move(list);
    return true;
  }
  if (kind == TypeKind::FloatType || kind == TypeKind::NumberType) {
    if (v.tag != Doubles && v.tag != Ints) return false;
    auto* d = static_cast<const double*>(v.p);
    auto* n = static_cast<const int64_t*>(v.p);
    if (kind == TypeKind::FloatType) {
      c10::List<double> list;
      for (int32_t k = 0; k < v.length; k++) list.push_back(v.tag == Doubles ? d[k] : static_cast<double>(n[k]));
      out = std::move(list);
    } else {
      c10::impl::GenericList list(c10::NumberType::get());
      for (int32_t k = 0; k < v.length; k++) list.push_back(v.tag == Doubles ? IValue(d[k]) : IValue(n[k]));
      out = std::move(list);
    }
    return true;
  }
  if (kind == TypeKind::BoolType) {
    if (v.tag != Ints) return false;
    auto* n = static_cast<const int64_t*>(v.p);
    c10::List<bool> list;
    for (int32_t k = 0; k < v.length; k++) list.push_back(n[k] != 0);
    out = std::move(list);
    return true;
  }
  if (v.tag != Tensors) return false;
  auto* handles = static_cast<void* const*>(v.p);
  if (kind == TypeKind::TensorType) {
    c10::List<at::Tensor> list;
    list.reserve(v.length);
    for (int32_t k = 0; k < v.length; k++) {
      if (!handles[k]) return false;
      list.push_back(borrow(handles[k]));
    }
    out = std::move(list);
    return true;
  }
  if (kind == TypeKind::OptionalType) {
    c10::List<OptionalTensor> list;
    list.reserve(v.length);
    for (int32_t k = 0; k < v.length; k++)
      list.push_back(handles[k] ? OptionalTensor(borrow(handles[k])) : OptionalTensor());
    out = std::move(list);
    return true;
  }
  return false;
}

bool convert(const c10::TypePtr& type, const OptionalSize& fixed, const Value& v, IValue& out) {
  switch (type->kind()) {
    case TypeKind::OptionalType:
      if (v.tag == None) {
        out = IValue();
        return true;
      }
      return convert(type->castRaw<c10::OptionalType>()->getElementType(), fixed, v, out);
    case TypeKind::TensorType:
      if (v.tag != TensorTag) return false;
      out = borrow(v.p);
      return true;
    case TypeKind::IntType:
    case TypeKind::SymIntType:
      if (v.tag != Int && v.tag != Bool) return false;
      out = v.i;
      return true;
    case TypeKind::FloatType:  // an int handed on as it is ends in an internal assert
      if (!number(v)) return false;
      out = v.tag == Double ? v.d : static_cast<double>(v.i);
      return true;
    case TypeKind::NumberType:
      if (!number(v)) return false;
      if (v.tag == Double) out = v.d;
      else if (v.tag == Int) out = v.i;
      else out = v.i != 0;
      return true;
    case TypeKind::BoolType:
      if (v.tag != Bool) return false;
      out = v.i != 0;
      return true;
    case TypeKind::StringType:
      if (v.tag != String) return false;
      out = std::string(static_cast<const char*>(v.p), v.length);
      return true;
    case TypeKind::DeviceObjType:
      if (v.tag != Device) return false;
      out = c10::Device(static_cast<c10::DeviceType>(v.i), static_cast<c10::DeviceIndex>(v.length));
      return true;
    case TypeKind::GeneratorType: {
      if (v.tag != Generator) return false;
      auto* impl = static_cast<c10::GeneratorImpl*>(const_cast<void*>(v.p));
      out = at::Generator(c10::intrusive_ptr<c10::GeneratorImpl>::unsafe_reclaim_from_nonowning(impl));
      return true;
    }
    case TypeKind::ListType:
      return convert_list(type->castRaw<c10::ListType>()->getElementType(), fixed, v, out);
    default:
      return false;
  }
}

std::string call_text(const c10::OperatorHandle& op, const Value* args, int32_t count) {
  const auto& schema = op.schema();
  std::ostringstream s;
  s << schema.name() << (schema.overload_name().empty() ? "" : ".") << schema.overload_name() << "(";
  for (int32_t k = 0; k < count; k++) {
    if (args[k].tag == Default) continue;
    if (k > 0) s << ", ";
    if (k < static_cast<int32_t>(schema.arguments().size())) s << schema.arguments()[k].name() << ": ";
    s << describe(args[k]);
  }
  s << ")";
  return s.str();
}

int emit(IValue&& value, Value* results, int32_t capacity, int32_t& used) {
  if (value.isTensorList()) {
    for (at::Tensor t : value.toTensorVector()) {
      if (emit(IValue(std::move(t)), results, capacity, used) < 0) return -1;
    }
    return 0;
  }
  if (used >= capacity) return fail("more results than the caller has room for");
  Value v{};
  if (value.isTensor()) {
    v.p = release(std::move(value).toTensor());
    v.tag = v.p ? TensorTag : None;
  } else if (value.isInt()) {
    v.tag = Int;
    v.i = value.toInt();
  } else if (value.isDouble()) {
    v.tag = Double;
    v.d = value.toDouble();
  } else if (value.isBool()) {
    v.tag = Bool;
    v.i = value.toBool();
  } else if (!value.isNone()) {
    return fail("a result of type " + value.tagKind() + " has no form on the other side");
  }
  results[used++] = v;
  return 0;
}

}  // namespace

// The operator's handle (never freed), or null when this libtorch has no such operator.
I2T_EXPORT void* i2t_find(const char* name, const char* overload) {
  void* found = nullptr;
  guarded([&] {
    auto op = c10::Dispatcher::singleton().findSchema({name, overload});
    if (op) found = new c10::OperatorHandle(*op);
    return 0;
  });
  return found;
}

// The operator's schema as text; returns its length.
I2T_EXPORT int32_t i2t_schema(const void* op, char* text, int32_t capacity) {
  return guarded([&] {
    std::ostringstream s;
    s << static_cast<const c10::OperatorHandle*>(op)->schema();
    auto str = s.str();
    auto n = std::min<int32_t>(capacity, static_cast<int32_t>(str.size()));
    std::copy_n(str.data(), n, text);
    return n;
  });
}

I2T_EXPORT void i2t_free(void* t);

// Calls op; fills results and returns how many there are, or -1. Arguments beyond count, and those tagged Default, take the
// schema's defaults.
I2T_EXPORT int32_t i2t_call(const void* handle, const Value* args, int32_t count, Value* results, int32_t capacity) {
  const auto& op = *static_cast<const c10::OperatorHandle*>(handle);
  int32_t used = 0;
  try {
    const auto& arguments = op.schema().arguments();
    if (count > static_cast<int32_t>(arguments.size()))
      return fail(call_text(op, args, count) + ": takes " + std::to_string(arguments.size()) + " arguments, got " + std::to_string(count));
    torch::jit::Stack stack;
    stack.reserve(arguments.size());
    for (int32_t k = 0; k < static_cast<int32_t>(arguments.size()); k++) {
      const auto& argument = arguments[k];
      if (k >= count || args[k].tag == Default) {
        if (!argument.default_value()) return fail(call_text(op, args, count) + ": argument '" + argument.name() + "' is missing");
        stack.push_back(*argument.default_value());
        continue;
      }
      IValue value;
      if (!convert(argument.type(), argument.N(), args[k], value))
        return fail(call_text(op, args, count) + ": argument '" + argument.name() + "' must be " + argument.type()->repr_str() + ", got " + describe(args[k]));
      stack.push_back(std::move(value));
    }
    op.callBoxed(stack);
    for (auto& value : stack) {
      if (emit(std::move(value), results, capacity, used) < 0) {
        for (int32_t k = 0; k < used; k++) {
          if (results[k].tag == TensorTag) i2t_free(const_cast<void*>(results[k].p));
        }
        return -1;
      }
    }
    return used;
  } catch (const c10::Error& e) {
    return fail(call_text(op, args, count) + ": " + e.what_without_backtrace());
  } catch (const std::exception& e) {
    return fail(call_text(op, args, count) + ": " + e.what());
  }
}
