// Files are sent as soon as they are chosen, dropped or photographed: with progress, to be cancelled, repeated, removed.
// The form then names them in hidden fields, so nothing that breaks on the way costs what was typed.
"use strict";

(() => {
  const LARGEST = 5 * 1024 * 1024;
  const LONGEST_SIDE = 2560;
  const STALLED_MS = 30_000;
  const AGAIN = "请检查网络后重试。已填写的内容不受影响。";
  const SIGNED_OUT = [401, 403];
  let turn = Promise.resolve();

  function make(tag, attributes = {}, ...content) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...content);
    return element;
  }

  function button(words, name, action) {
    const made = make("button", { type: "button", class: "btn btn-link btn-sm" }, words, hidden(name));
    made.addEventListener("click", action);
    return made;
  }

  const hidden = (words) => make("span", { class: "visually-hidden" }, words);

  // What a telephone's camera makes is often larger than a scan need be.
  async function small(file) {
    if (file.type !== "image/jpeg" || file.size <= LARGEST) return file;
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = make("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.9); });
    return new File([blob], file.name, { type: file.type });
  }

  // The line of one file. States: waiting, sending, kept; broken (may be tried again), refused (may not).
  class Row {
    constructor(field, name, element = make("li", { class: "upload-row" })) {
      this.field = field;
      this.name = name;
      this.element = element;
    }

    // The line of a file that has just been chosen.
    static of(field, name) {
      const row = new Row(field, name);
      row.said = make("span", { class: "upload-state" });
      row.label = make("span", { class: "upload-name" }, name);
      row.deeds = make("span", { class: "upload-deeds" });
      row.element.append(row.label, row.deeds, row.said);
      field.list.append(row.element);
      return row;
    }

    // The line of a file that was kept before the page came; the box to tick is for pages without scripts.
    static kept(field, element) {
      const box = element.querySelector("input");
      const row = new Row(field, box.value.split(":").slice(1).join(":"), element);
      box.parentElement.replaceWith(make("input", { type: "hidden", name: box.name, value: box.value }));
      element.querySelector("[data-remove]").addEventListener("click", () => row.remove());
      return row;
    }

    get state() { return this.element.dataset.state; }

    turnTo(state, words, ...deeds) {
      this.element.dataset.state = state;
      this.element.toggleAttribute("data-unsent", state !== "kept");
      this.said.textContent = words;
      this.deeds.replaceChildren(...deeds);
      this.progress?.remove();
      this.progress = null;
    }

    keep({ id, name, href }) {
      const view = make("a", { href, "data-preview": "" }, "查看", hidden(name));
      this.turnTo("kept", "", view, button("移除", name, () => this.remove()));
      const picture = make("img", { src: `${href.replace("/preview", "/pages/1")}?size=small`, alt: "", loading: "lazy", "data-thumbnail": "" });
      this.label.replaceChildren(make("span", { class: "thumbnail" }, picture), make("span", {}, name));
      this.element.append(make("input", { type: "hidden", name: `${this.field.input.name}.keep`, value: `${id}:${name}` }));
    }

    remove() {
      this.request?.abort();
      this.element.remove();
      this.field.say(`已移除「${this.name}」。`);
      this.field.changed();
      this.field.input.focus();
    }

    wait(file) {
      this.file = file;
      this.turnTo("waiting", "等待上传……", button("取消", this.name, () => this.remove()));
      turn = turn.then(() => this.state === "waiting" && this.element.isConnected && this.send());
    }

    refuse(words) {
      this.turnTo("refused", words, button("移除", this.name, () => this.remove()));
      this.field.say(`「${this.name}」没有上传：${words}`);
    }

    fail(words) {
      const again = button("重试", this.name, () => this.wait(this.file));
      this.turnTo("broken", words, again, button("移除", this.name, () => this.remove()));
      this.field.say(`「${this.name}」上传中断：${words}`);
    }

    async send() {
      this.turnTo("sending", "正在上传……", button("取消", this.name, () => this.remove()));
      this.progress = make("progress", { max: "1", value: "0", "aria-label": `${this.name}的上传进度` });
      this.said.before(this.progress);
      const file = await small(this.file).catch(() => this.file);
      if (file.size > LARGEST) return this.refuse("文件超过 5 MB，请压缩后再上传。");
      const answer = await this.post(file);
      if (this.element.isConnected) this.settle(answer);
      return undefined;
    }

    settle({ status, said }) {
      if (status === 201) return this.arrived(said);
      if (SIGNED_OUT.includes(status)) {
        this.fail("登录已超时，请重新登录后重试。");
        const again = () => { if (this.state === "broken") this.wait(this.file); };
        return this.element.dispatchEvent(new CustomEvent("signedout", { bubbles: true, detail: again }));
      }
      if (status >= 400 && status < 500 && said) return this.refuse(said.detail);
      return this.fail(said ? said.detail : `连接中断，${AGAIN}`);
    }

    arrived(said) {
      this.keep(said);
      this.field.onlyNewest(this);
      this.field.say(`「${said.name}」已上传。`);
      this.field.changed();
    }

    // Settles in any case: with the status and what was said, with nothing if there was no answer of ours.
    post(file) {
      const request = new XMLHttpRequest();
      this.request = request;
      const body = new FormData();
      body.append("csrf_token", this.field.form.elements.csrf_token.value);
      body.append("purpose", this.field.box.dataset.purpose);
      body.append("file", file, file.name);
      let timer = null;
      const alive = () => { clearTimeout(timer); timer = setTimeout(() => request.abort(), STALLED_MS); };
      request.upload.addEventListener("progress", (event) => {
        alive();
        if (this.progress && event.lengthComputable) this.progress.value = event.loaded / event.total;
      });
      return new Promise((done) => {
        request.addEventListener("loadend", () => {
          clearTimeout(timer);
          done({ status: request.status, said: request.response });
        });
        request.open("POST", this.field.box.dataset.upload);
        request.responseType = "json";
        request.setRequestHeader("Accept", "application/json");
        alive();
        request.send(body);
      });
    }
  }

  class FileField {
    constructor(box) {
      this.box = box;
      this.input = box.querySelector("input[type=file]");
      this.form = this.input.form;
      this.most = Number(box.dataset.most);
      this.list = box.querySelector("ul");
      this.status = make("p", { class: "visually-hidden", role: "status" });
      this.rows = [...this.list.children].map((item) => Row.kept(this, item));
      box.append(this.status);
      this.photograph(box.querySelector(".upload-camera"));
      this.input.addEventListener("change", () => this.take(this.input));
      this.listenForDrops();
    }

    photograph(button) {
      const capture = this.box.dataset.purpose === "photo" ? "user" : "environment";
      const camera = make("input", { type: "file", accept: "image/*", capture, hidden: "" });
      camera.addEventListener("change", () => this.take(camera));
      button.addEventListener("click", () => camera.click());
    }

    listenForDrops() {
      const over = (yes) => this.box.classList.toggle("upload-over", yes);
      this.box.addEventListener("dragover", () => over(true));
      this.box.addEventListener("dragleave", (event) => { if (!this.box.contains(event.relatedTarget)) over(false); });
      this.box.addEventListener("drop", (event) => { over(false); this.add([...event.dataTransfer.files]); });
    }

    take(input) {
      this.add([...input.files]);
      input.value = "";
    }

    add(files) {
      for (const file of files) {
        const open = this.rows.filter((row) => row.element.isConnected && row.state !== "refused");
        const row = Row.of(this, file.name);
        this.rows.push(row);
        if (this.most > 1 && open.length >= this.most) row.refuse(`这里最多上传 ${this.most} 个文件，请先移除不需要的。`);
        else if (file.type && !this.input.accept.split(",").includes(file.type)) row.refuse(this.kinds());
        else row.wait(file);
      }
    }

    kinds() {
      return this.input.accept.includes("pdf") ? "只能上传 JPG、PNG 或 PDF 文件。" : "这里只能上传 JPG 或 PNG 图片。";
    }

    // Where only one file has room, a new one takes the place of the old one.
    onlyNewest(newest) {
      if (this.most > 1) return;
      for (const row of this.rows) if (row !== newest && row.state !== "sending") row.element.remove();
    }

    // The form has changed: a draft is kept, and leaving is warned of.
    changed() {
      this.input.dispatchEvent(new Event("input", { bubbles: true }));
    }

    say(words) {
      this.status.textContent = words;
    }
  }

  // A form waits for its files; what broke or was refused is tried again or removed first.
  async function whenSent(form, submitter) {
    form.dataset.awaiting = "yes";
    let sent;
    do {
      sent = turn;
      await sent;
    } while (sent !== turn);
    delete form.dataset.awaiting;
    const left = form.querySelector("[data-unsent]");
    if (!left) return form.requestSubmit(submitter);
    left.scrollIntoView({ block: "center" });
    return left.querySelector("button").focus();
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.querySelector("[data-unsent]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.target.dataset.awaiting) whenSent(event.target, event.submitter);
  }, true);

  // A file dropped beside its field must not take the place of the page.
  for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });

  const fields = [...document.querySelectorAll("[data-upload]")].map((box) => new FileField(box));
  addEventListener("online", () => {
    for (const row of fields.flatMap((field) => field.rows)) if (row.state === "broken" && row.element.isConnected) row.wait(row.file);
  });
})();
