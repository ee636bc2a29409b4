// Token ids by Hugging Face's tokenizers: node encode.mjs MODULES VOCABULARY < texts.json > ids.json
// MODULES is the folder of node_modules, VOCABULARY that of vocab.json and merges.txt. A text with characters that this node's Unicode tables
// lack has no ids here (null): what they are is not known.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, vocabulary] = process.argv.slice(2);
const { Tokenizer } = await import(pathToFileURL(resolve(modules, "@huggingface/tokenizers/dist/tokenizers.mjs")));

// What roberta-base's tokenizer.json says, put together from the two files.
const vocab = JSON.parse(readFileSync(resolve(vocabulary, "vocab.json"), "utf8"));
const merges = readFileSync(resolve(vocabulary, "merges.txt"), "utf8").split("\n").filter((line) => line && !line.startsWith("#version"));
const special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"].map((content) => ({
  id: vocab[content], content, single_word: false, lstrip: content === "<mask>", rstrip: false, normalized: false, special: true,
}));
const tokenizer = new Tokenizer(
  {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: special,
    normalizer: null,
    pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true },
    post_processor: { type: "RobertaProcessing", sep: ["</s>", vocab["</s>"]], cls: ["<s>", vocab["<s>"]], trim_offsets: true, add_prefix_space: false },
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true },
    model: { type: "BPE", dropout: null, unk_token: null, continuing_subword_prefix: "", end_of_word_suffix: "", fuse_unk: false, vocab, merges },
  },
  { tokenizer_class: "RobertaTokenizer", add_prefix_space: false, clean_up_tokenization_spaces: false },
);

const texts = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map((text) => (/\p{Cn}/u.test(text) ? null : tokenizer.encode(text).ids))));
