"""Video streaming: MJPEG as a multipart answer."""
